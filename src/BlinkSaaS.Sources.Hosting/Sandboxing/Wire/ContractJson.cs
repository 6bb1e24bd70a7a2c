using System.Text.Json;
using System.Text.Json.Serialization;

namespace BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

/// <summary>Types of the contract as JSON, for what is sent rarely.</summary>
internal static class ContractJson
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        Converters = { new AuthorizationConverter() },
        MaxDepth = 32,
    };

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, s_options);

    /// <exception cref="WireException">It is no <typeparamref name="T"/>.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> json) => ReadOrNull<T>(json) ?? throw new WireException($"It sent nothing where a {typeof(T).Name} was due.");

    /// <exception cref="WireException">It is no <typeparamref name="T"/>.</exception>
    public static T? ReadOrNull<T>(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json.Span, s_options);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException or FormatException)
        {
            throw new WireException($"It sent something that is no {typeof(T).Name}.", e);
        }
    }

    /// <summary>The kinds of authorization that the contract has; the plugin cannot add one.</summary>
    private sealed class AuthorizationConverter : JsonConverter<SourceAuthorization>
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(SourceAuthorization);

        public override SourceAuthorization? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var any = JsonSerializer.Deserialize<Any>(ref reader, options);
            return any switch
            {
                null => null,
                { Header: { } header } => header,
                { Query: { } query } => query,
                { Basic: { } basic } => basic,
                { Chosen: { } chosen } => chosen,
                _ => new NoAuthorization(),
            };
        }

        public override void Write(Utf8JsonWriter writer, SourceAuthorization value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(
                writer,
                new Any
                {
                    Header = value as HeaderAuthorization, Query = value as QueryAuthorization, Basic = value as BasicAuthorization,
                    Chosen = value as ChosenAuthorization,
                },
                options);
    }

    private sealed record Any
    {
        public HeaderAuthorization? Header { get; init; }

        public QueryAuthorization? Query { get; init; }

        public BasicAuthorization? Basic { get; init; }

        public ChosenAuthorization? Chosen { get; init; }
    }
}
