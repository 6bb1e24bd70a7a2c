using System.Text.Json;
using System.Text.Json.Serialization;
using BlinkSaaS.Sources;

namespace BlinkSaaS.Pulls.Records;

/// <summary>A column as <c>streams.columns</c> keeps it.</summary>
/// <param name="Name">As in the contract.</param>
/// <param name="Title">As in the contract.</param>
/// <param name="Type">As in the contract.</param>
/// <param name="Description">As in the contract.</param>
/// <param name="Undeclared">True where the source does not declare it: it sent cells of that name, or declared it once.</param>
internal sealed record StoredColumn(string Name, string Title, ColumnType Type, string? Description = null, bool? Undeclared = null)
{
    public static StoredColumn Declared(Column column) => new(column.Name, column.Title, column.Type, column.Description);

    public static StoredColumn Learned(Column column) => Declared(column) with { Undeclared = true };
}

/// <summary>Columns as <c>streams.columns</c> keeps them.</summary>
internal static class ColumnsJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter<ColumnType>() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Write(IEnumerable<StoredColumn> columns) => JsonSerializer.Serialize(columns, Options);

    public static IReadOnlyList<Column> Read(string json) => JsonSerializer.Deserialize<List<Column>>(json, Options) ?? [];

    public static IReadOnlyList<StoredColumn> ReadStored(string json) => JsonSerializer.Deserialize<List<StoredColumn>>(json, Options) ?? [];

    /// <summary>What the source declares now, in its order, then what it once had: old records still have values there.</summary>
    public static IReadOnlyList<StoredColumn> Merge(IReadOnlyList<Column> declared, IReadOnlyList<StoredColumn> stored) =>
    [
        .. declared.Select(StoredColumn.Declared),
        .. stored.Where(old => declared.All(column => column.Name != old.Name)).Select(old => old with { Undeclared = true }),
    ];
}
