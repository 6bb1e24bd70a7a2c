using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Web.Features.Connections;
using Npgsql;

namespace BlinkSaaS.Web.Features.Data;

/// <summary>A page of records, how many match, and the record beside it.</summary>
public sealed record RecordsRead
{
    /// <summary>The page; null where it took too long.</summary>
    public RecordPage? Page { get; init; }

    /// <summary>How many match; null where counting took too long.</summary>
    public RecordCount? Count { get; init; }

    /// <summary>The record that was asked for; null where there is none of that key.</summary>
    public RecordWithBody? Record { get; init; }

    /// <summary>Its versions, the newest first.</summary>
    public RecordVersions History { get; init; } = new([], 0);

    /// <summary>Records that a pull did not see, and that wait for a person to say what became of them.</summary>
    public HeldWalk? Held { get; init; }

    /// <summary>What changed lately in the stream's shape.</summary>
    public IReadOnlyList<DriftNote> Drift { get; init; } = [];
}

/// <summary>Reads for a page, from one snapshot, each statement within the time that a person waits.</summary>
public sealed class ReadRecords(VisibleConnections visible, TimeProvider clock)
{
    /// <summary>Most versions that are shown beside a record.</summary>
    public const int MostVersions = 20;

    /// <summary>How long a change of a stream's shape is news.</summary>
    public static readonly TimeSpan News = TimeSpan.FromDays(7);

    /// <summary>Longest time of a statement.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>What is dear comes last: whatever takes too long costs only itself and what comes after it.</summary>
    public async Task<RecordsRead> RunAsync(DataPlace place, StreamInfo stream, DataQuery query, string? recordKey, CancellationToken cancellationToken)
    {
        var key = VisibleConnections.KeyOf(place.Connection);
        await using var snapshot = await visible.SnapshotAsync(Patience, cancellationToken);
        var database = snapshot.Connection;
        var read = new RecordsRead();
        try
        {
            read = read with
            {
                Held = await RecordNews.HeldAsync(database, key, stream, cancellationToken),
                Drift = await RecordNews.DriftAsync(database, key, stream, clock.GetUtcNow() - News, cancellationToken),
            };
            if (recordKey is not null)
            {
                read = read with
                {
                    Record = await RecordReader.OneAsync(database, key, stream, recordKey, query.AsOf, cancellationToken),
                    History = await RecordHistory.ReadAsync(database, key, stream, recordKey, MostVersions, cancellationToken),
                };
            }

            read = read with { Page = await RecordReader.PageAsync(database, key, stream, query.ForEngine(), cancellationToken) };
            return read with { Count = await RecordReader.CountAsync(database, key, stream, query.ForEngine(), cancellationToken) };
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            return read;
        }
    }

    /// <summary>One record, or null.</summary>
    public async Task<RecordWithBody?> OneAsync(DataPlace place, StreamInfo stream, string recordKey, DateTimeOffset? asOf, CancellationToken cancellationToken) =>
        await RecordReader.OneAsync(await visible.OpenAsync(cancellationToken), VisibleConnections.KeyOf(place.Connection), stream, recordKey, asOf, cancellationToken);
}
