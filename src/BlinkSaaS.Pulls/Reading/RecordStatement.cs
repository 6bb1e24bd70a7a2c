using System.Globalization;
using System.Text;
using BlinkSaaS.Pulls.Records;
using BlinkSaaS.Sources;
using Npgsql;
using NpgsqlTypes;

namespace BlinkSaaS.Pulls.Reading;

/// <summary>
/// Builds the statements that browse records. Text that people give is only ever a parameter, column names included; the
/// statement itself is put together from constants.
/// </summary>
internal sealed class RecordStatement
{
    private readonly List<NpgsqlParameter> _parameters = [];
    private readonly StringBuilder _where = new("r.workspace_id = $1 AND r.connection_id = $2 AND r.stream_id = $3");
    private readonly string? _value;
    private readonly string? _asOf;
    private readonly bool _deleted;

    public RecordStatement(ConnectionKey key, StreamInfo stream, RecordQuery query)
    {
        Parameter(key.WorkspaceId, NpgsqlDbType.Bigint);
        Parameter(key.ConnectionId, NpgsqlDbType.Integer);
        Parameter(stream.StreamId, NpgsqlDbType.Integer);
        var column = stream.Columns.FirstOrDefault(column => column.Name == query.SortColumn);
        Order = new SortOrder(column?.Name, column is null ? SortKind.Key : KindOf(column.Type), query.Descending);
        if (!string.IsNullOrWhiteSpace(query.Search))
            Search(stream, query.Search);
        _deleted = query.Deleted;
        _asOf = !_deleted && query.AsOf is { } moment ? Parameter(moment.UtcDateTime, NpgsqlDbType.TimestampTz) : null;
        _value = column is null ? null : Value(Parameter(column.Name, NpgsqlDbType.Text));
    }

    public SortOrder Order { get; }

    /// <summary>The rows after or before a cursor. Before one they come in the opposite order.</summary>
    public NpgsqlCommand Page(NpgsqlConnection connection, RecordCursor? cursor, bool before, int size)
    {
        if (cursor is not null)
            _where.Append(" AND (").Append(Beyond(cursor, before)).Append(')');
        return Command(connection, Rows(before, Parameter(size, NpgsqlDbType.Integer)));
    }

    public NpgsqlCommand All(NpgsqlConnection connection) => Command(connection, Rows(before: false, size: null));

    public NpgsqlCommand Count(NpgsqlConnection connection, int cap)
    {
        var limit = Parameter(cap, NpgsqlDbType.Integer);
        var matches = string.Join(" UNION ALL ", Sources().Select(source => $"(SELECT 1 FROM {source} LIMIT {limit})"));
        return Command(connection, $"SELECT count(*) FROM (SELECT FROM ({matches}) found LIMIT {limit}) matches");
    }

    private static SortKind KindOf(ColumnType type) => type switch
    {
        ColumnType.Integer or ColumnType.Decimal => SortKind.Number,
        ColumnType.Boolean => SortKind.Boolean,
        ColumnType.Date or ColumnType.Timestamp => SortKind.Ordinal,
        _ => SortKind.Text,
    };

    /// <summary>
    /// Where the records are: the current ones, or those that were at a moment, which may be over since, or the last versions of
    /// those that were deleted and did not come back.
    /// </summary>
    private string[] Sources() =>
        _deleted
        ? [$"""
            pulls.record_versions r WHERE {_where} AND r.change = 1
            AND NOT EXISTS (SELECT FROM pulls.records n WHERE n.workspace_id = $1 AND n.connection_id = $2 AND n.stream_id = $3 AND n.key = r.key)
            AND NOT EXISTS (SELECT FROM pulls.record_versions n WHERE n.workspace_id = $1 AND n.connection_id = $2 AND n.stream_id = $3 AND n.key = r.key AND n.valid_from > r.valid_from)
            """]
        : _asOf is null
        ? [$"pulls.records r WHERE {_where}"]
        :
        [
            $"pulls.records r WHERE {_where} AND r.valid_from <= {_asOf}",
            $"pulls.record_versions r WHERE {_where} AND r.valid_from <= {_asOf} AND r.valid_to > {_asOf}",
        ];

    /// <summary>
    /// Each source has its own order and limit: with one limit around them all versions would be read and sorted for a page. The
    /// order comes from the page of both.
    /// </summary>
    private string Rows(bool before, string? size)
    {
        var limit = size is null ? "" : $" LIMIT {size}";
        var columns = $"r.key, r.cells, r.valid_from, {(_value is null ? "NULL" : $"({_value})::text")}";
        if (_asOf is null)
            return $"SELECT {columns} FROM {Sources()[0]} {OrderBy(before)}{limit}";
        var both = string.Join(" UNION ALL ", Sources().Select(source => $"(SELECT {columns} AS value, {_value ?? "NULL"} AS place FROM {source} {OrderBy(before)}{limit})"));
        return $"SELECT r.key, r.cells, r.valid_from, r.value FROM ({both}) r {OrderBy(before, _value is null ? null : "r.place")}{limit}";
    }

    /// <summary>
    /// A column's value in its own type. A value of another type than the column's (the source changed its mind) counts as none
    /// where it cannot be compared. Text is compared by its first 100 characters, so that cursors stay short; the key decides
    /// among those that are alike.
    /// </summary>
    private string Value(string column) => Order.Kind switch
    {
        SortKind.Number => $"CASE WHEN jsonb_typeof(r.cells -> {column}) = 'number' THEN (r.cells ->> {column})::numeric END",
        SortKind.Boolean => $"CASE WHEN jsonb_typeof(r.cells -> {column}) = 'boolean' THEN (r.cells ->> {column})::boolean END",
        SortKind.Ordinal => $"left(r.cells ->> {column}, 100) COLLATE \"C\"",
        _ => $"left(r.cells ->> {column}, 100) COLLATE \"und-x-icu\"",
    };

    private string CursorValue(string value) => Order.Kind switch
    {
        SortKind.Number => Parameter(value, NpgsqlDbType.Text) + "::numeric",
        SortKind.Boolean => Parameter(value, NpgsqlDbType.Text) + "::boolean",
        _ => Parameter(value, NpgsqlDbType.Text),
    };

    private string OrderBy(bool reversed) => OrderBy(reversed, _value);

    private string OrderBy(bool reversed, string? value)
    {
        var direction = Order.Descending != reversed ? "DESC" : "ASC";
        return value is null
            ? $"ORDER BY r.key {direction}"
            : $"ORDER BY {value} {direction} NULLS {(reversed ? "FIRST" : "LAST")}, r.key {direction}";
    }

    /// <summary>Records without a value are last in both directions, so a page before one of them begins among the others.</summary>
    private string Beyond(RecordCursor cursor, bool before)
    {
        var than = Order.Descending != before ? "<" : ">";
        var key = $"r.key {than} {Parameter(cursor.Key, NpgsqlDbType.Text)}";
        if (_value is null)
            return key;
        if (cursor.Value is null)
            return before ? $"{_value} IS NOT NULL OR {key}" : $"{_value} IS NULL AND {key}";
        var value = CursorValue(cursor.Value);
        var beyond = $"{_value} {than} {value} OR ({_value} = {value} AND {key})";
        return before ? beyond : $"{beyond} OR {_value} IS NULL";
    }

    private void Search(StreamInfo stream, string text)
    {
        string[] columns = [.. stream.Columns.Where(column => column.Type == ColumnType.Text).Select(column => column.Name)];
        var pattern = JsonText.Sound(text.Trim()).Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
        var names = Parameter(columns, NpgsqlDbType.Array | NpgsqlDbType.Text);
        var like = Parameter($"%{pattern}%", NpgsqlDbType.Text);
        _where.Append(CultureInfo.InvariantCulture,
            $"""
             AND EXISTS (SELECT FROM unnest({names}) c(name)
            WHERE lower((r.cells ->> c.name) COLLATE "und-x-icu") LIKE lower({like} COLLATE "und-x-icu") ESCAPE '\')
            """);
    }

    private string Parameter(object value, NpgsqlDbType type)
    {
        _parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = type });
        return $"${_parameters.Count}";
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // Put together from constants and the numbers of parameters.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        _parameters.ForEach(parameter => command.Parameters.Add(parameter));
        return command;
    }
}
