using System.Text.Json;
using BlinkSaaS.Sources;
using Npgsql;

namespace BlinkSaaS.Pulls.Reading;

/// <summary>Which records of a stream, in which order.</summary>
public sealed record RecordQuery
{
    /// <summary>Text that a text cell contains, whatever the case; null or blank for all.</summary>
    public string? Search { get; init; }

    /// <summary>Name of a column; null, or one the stream does not have, for the order of the keys.</summary>
    public string? SortColumn { get; init; }

    /// <summary>From high to low. Records without a value come last in both directions.</summary>
    public bool Descending { get; init; }

    /// <summary>Cursor of a page: the records after it.</summary>
    public string? After { get; init; }

    /// <summary>Cursor of a page: the records before it.</summary>
    public string? Before { get; init; }

    /// <summary>Most records of a page.</summary>
    public int Size { get; init; } = 50;
}

/// <summary>A record's typed cells.</summary>
/// <param name="Key">Identifies it within its stream.</param>
/// <param name="Cells">An object: values by column name; dates as <c>yyyy-MM-dd</c>, timestamps as ISO 8601 in UTC.</param>
/// <param name="ValidFrom">When this version was written.</param>
public sealed record RecordRow(string Key, JsonElement Cells, DateTimeOffset ValidFrom);

/// <summary>A page of records.</summary>
/// <param name="Rows">In the order asked for.</param>
/// <param name="Previous">Pass as <see cref="RecordQuery.Before"/>; null on the first page.</param>
/// <param name="Next">Pass as <see cref="RecordQuery.After"/>; null on the last page.</param>
public sealed record RecordPage(IReadOnlyList<RecordRow> Rows, string? Previous, string? Next);

/// <summary>A record with the object as the API gave it.</summary>
/// <param name="Row">Its typed cells.</param>
/// <param name="Body">JSON as received.</param>
public sealed record RecordWithBody(RecordRow Row, string Body);

/// <summary>
/// How many records match.
/// </summary>
/// <param name="Count">The number, at most <see cref="Cap"/> where <paramref name="Capped"/>.</param>
/// <param name="Capped">There are more than <see cref="Cap"/>.</param>
public readonly record struct RecordCount(long Count, bool Capped)
{
    /// <summary>A filtered count is exact up to here.</summary>
    public const int Cap = 10_000;
}

/// <summary>Reads records for people, as the role of the connection it is given; every statement names workspace and connection.</summary>
public static class RecordReader
{
    /// <summary>One page.</summary>
    public static Task<RecordPage> PageAsync(NpgsqlConnection connection, ConnectionKey key, StreamInfo stream, RecordQuery query, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>How many match; without a search the stream's own count.</summary>
    public static Task<RecordCount> CountAsync(NpgsqlConnection connection, ConnectionKey key, StreamInfo stream, RecordQuery query, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>One record, or null.</summary>
    public static Task<RecordWithBody?> OneAsync(NpgsqlConnection connection, ConnectionKey key, StreamInfo stream, string recordKey, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Every record that matches, in order, from one snapshot, row by row; cursors and size do not count.</summary>
    public static IAsyncEnumerable<RecordRow> ExportAsync(NpgsqlConnection connection, ConnectionKey key, StreamInfo stream, RecordQuery query, CancellationToken cancellationToken) => throw new NotImplementedException();
}

/// <summary>A stream of a connection, as stored.</summary>
public sealed record StreamInfo
{
    /// <summary>Number within the connection.</summary>
    public required int StreamId { get; init; }

    /// <summary>Stable name; part of URLs.</summary>
    public required string Name { get; init; }

    /// <summary>What people call it.</summary>
    public required string Title { get; init; }

    /// <summary>What a record is.</summary>
    public required string Description { get; init; }

    /// <summary>Columns, in the order to show them.</summary>
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>Records there are.</summary>
    public required long Live { get; init; }

    /// <summary>When it was last read to its end.</summary>
    public required DateTimeOffset? LastPulledAt { get; init; }
}

/// <summary>Reads which streams a connection has.</summary>
public static class StreamReader
{
    /// <summary>All streams of a connection, in the source's order.</summary>
    public static Task<IReadOnlyList<StreamInfo>> StreamsAsync(NpgsqlConnection connection, ConnectionKey key, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>One stream by name, or null.</summary>
    public static Task<StreamInfo?> StreamAsync(NpgsqlConnection connection, ConnectionKey key, string name, CancellationToken cancellationToken) => throw new NotImplementedException();
}
