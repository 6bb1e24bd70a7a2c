using System.Text.Json;
using System.Text.Json.Serialization;
using BlinkSaaS.Sources;

namespace BlinkSaaS.Pulls.Records;

/// <summary>Columns as <c>streams.columns</c> keeps them.</summary>
internal static class ColumnsJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter<ColumnType>() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Write(IEnumerable<Column> columns) => JsonSerializer.Serialize(columns, Options);

    public static IReadOnlyList<Column> Read(string json) => JsonSerializer.Deserialize<List<Column>>(json, Options) ?? [];

    /// <summary>What the source declares now, in its order, then what it once had: old records still have values there.</summary>
    public static IReadOnlyList<Column> Merge(IReadOnlyList<Column> declared, IReadOnlyList<Column> stored) =>
        [.. declared, .. stored.Where(old => declared.All(column => column.Name != old.Name))];
}
