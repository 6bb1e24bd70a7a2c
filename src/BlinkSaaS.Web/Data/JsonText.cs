using System.Text.Json;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BlinkSaaS.Web.Data;

/// <summary>Maps a dictionary of texts to a jsonb column.</summary>
public static class JsonText
{
    /// <summary>Dictionary to JSON and back.</summary>
    public static readonly ValueConverter<Dictionary<string, string>, string> Converter = new(
        value => JsonSerializer.Serialize(value, JsonSerializerOptions.Default),
        text => JsonSerializer.Deserialize<Dictionary<string, string>>(text, JsonSerializerOptions.Default) ?? new());

    /// <summary>Compares by content.</summary>
    public static readonly ValueComparer<Dictionary<string, string>> Comparer = new(
        (a, b) => a!.Count == b!.Count && a.All(pair => b.ContainsKey(pair.Key) && b[pair.Key] == pair.Value),
        value => value.Count,
        value => new Dictionary<string, string>(value));
}
