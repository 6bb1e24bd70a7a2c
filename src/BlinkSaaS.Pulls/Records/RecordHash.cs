using System.IO.Hashing;
using System.Text.Json;

namespace BlinkSaaS.Pulls.Records;

/// <summary>
/// What tells a changed record from an unchanged one: XxHash128 of the object as received, less the paths that change without
/// meaning. Not for secrets: a collision hides one change of one record.
/// </summary>
internal sealed class RecordHash(IReadOnlyList<string> volatilePaths)
{
    private readonly HashSet<string> _volatile = volatilePaths.ToHashSet(StringComparer.Ordinal);

    /// <exception cref="SourceDefectException">The bytes are not one JSON object.</exception>
    public Guid Of(ReadOnlySpan<byte> json)
    {
        var hash = new XxHash128();
        try
        {
            Append(hash, json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new SourceDefectException("The source sent a record that is not sound JSON.", e);
        }

        return new Guid(hash.GetCurrentHash(), bigEndian: true);
    }

    private void Append(XxHash128 hash, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1_000 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new SourceDefectException("The source sent a record that is not a JSON object.");

        // Paths of what is open: an array passes on the path of its property. Without volatile paths the loop only makes sure
        // that the text is JSON.
        var open = new Stack<(string Path, bool IsArray)>([("", false)]);
        var property = "";
        var hashedTo = 0;
        while (reader.Read())
        {
            if (_volatile.Count == 0)
                continue;
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    open.Push((open.Peek().IsArray ? open.Peek().Path : property, reader.TokenType == JsonTokenType.StartArray));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open.Pop();
                    break;
                case JsonTokenType.PropertyName:
                    var parent = open.Peek().Path;
                    property = parent.Length == 0 ? reader.GetString()! : $"{parent}.{reader.GetString()}";
                    if (!_volatile.Contains(property))
                        break;
                    hash.Append(json[hashedTo..(int)reader.TokenStartIndex]);
                    reader.Skip();
                    hashedTo = (int)reader.BytesConsumed;
                    break;
            }
        }

        hash.Append(json[hashedTo..]);
    }
}
