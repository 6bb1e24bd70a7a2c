using System.Collections.Concurrent;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using Npgsql;

namespace BlinkSaaS.Pulls;

/// <summary>What is known of a pull's calls before its first one.</summary>
/// <param name="Before">What the check said, or an earlier worker of the same pull; null where nobody could tell.</param>
/// <param name="Made">Calls that earlier workers of the same pull made, by stream.</param>
/// <param name="Usual">Calls of each stream in pulls like this one, the median of the last five; empty where there were none.</param>
internal sealed record CallHistory(long? Before, IReadOnlyDictionary<string, long> Made, IReadOnlyDictionary<string, long> Usual)
{
    /// <summary>Streams' names are never empty: calls outside of them stand under it.</summary>
    public const string Outside = "";

    /// <summary>A stream that was read only in part, or in a pull that failed, says nothing of the next.</summary>
    public static async Task<CallHistory> ReadAsync(NpgsqlDataSource engine, ClaimedPull pull, CancellationToken cancellationToken)
    {
        await using var connection = await engine.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("SELECT estimated_calls FROM pulls.pulls WHERE workspace_id = $1 AND connection_id = $2 AND number = $3").With(pull.Key).With(pull.Number);
        batch.Add("SELECT name, calls FROM pulls.pull_streams WHERE workspace_id = $1 AND connection_id = $2 AND number = $3 AND calls > 0").With(pull.Key).With(pull.Number);
        batch.Add(
            """
            WITH last AS (SELECT number, calls FROM pulls.pulls WHERE workspace_id = $1 AND connection_id = $2 AND number < $3
              AND state = 'done' AND "full" = $4 ORDER BY number DESC LIMIT 5),
            each AS (SELECT s.name, s.calls, s.number FROM last JOIN pulls.pull_streams s ON s.workspace_id = $1 AND s.connection_id = $2 AND s.number = last.number
              UNION ALL SELECT '', last.calls - (SELECT coalesce(sum(s.calls), 0) FROM pulls.pull_streams s
                WHERE s.workspace_id = $1 AND s.connection_id = $2 AND s.number = last.number), last.number FROM last)
            SELECT name, percentile_disc(0.5) WITHIN GROUP (ORDER BY calls)::bigint FROM each GROUP BY name
            """).With(pull.Key).With(pull.Number).With(pull.Full);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var before = await reader.ReadAsync(cancellationToken) ? reader.Nullable<long>(0) : null;
        await reader.NextResultAsync(cancellationToken);
        var made = await ByNameAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return new CallHistory(before, made, await ByNameAsync(reader, cancellationToken));
    }

    private static async Task<Dictionary<string, long>> ByNameAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var calls = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            calls[reader.GetString(0)] = reader.GetInt64(1);
        return calls;
    }
}

/// <summary>
/// About how many calls a pull takes in all. By the pulls before it, stream by stream, where there were some of its kind: what a
/// stream has made counts in the place of what it usually makes as soon as it is more, or the stream is done. Else by the
/// source, which knows better the more it has seen: what the check said counts less and less against it.
/// </summary>
internal sealed class PullProgressEstimate
{
    /// <summary>When this share of what was thought before is done, the source has seen more than the check had.</summary>
    private const double Learned = 0.25;

    private readonly ConcurrentDictionary<string, byte> _ended = new(StringComparer.Ordinal);
    private volatile Func<long?> _source = () => null;

    /// <summary>Set before the first use of <see cref="Now"/>.</summary>
    public CallHistory History { get; set; } = new(null, new Dictionary<string, long>(), new Dictionary<string, long>());

    /// <summary>From here on the source is asked.</summary>
    public void Ask(SourceSession session, IReadOnlyList<StreamDescriptor> streams, bool full)
    {
        if (session.Source is not IEstimates estimates)
            return;
        var request = new EstimateRequest { Streams = streams, Full = full };
        _source = () =>
        {
            try
            {
                return estimates.EstimateCalls(session, request);
            }
#pragma warning disable CA1031 // An estimate that a plugin cannot give is none; nothing else of the pull hangs on it.
            catch (Exception)
#pragma warning restore CA1031
            {
                _source = () => null;
                return null;
            }
        };
    }

    /// <summary>The stream makes no more calls.</summary>
    public void Ended(string stream) => _ended.TryAdd(stream, 0);

    /// <summary>The estimate by now, never less than what was made; null where nobody can tell.</summary>
    /// <param name="made">Calls by stream, made by this worker; those outside of streams under the empty name.</param>
    public long? Now(IReadOnlyDictionary<string, long> made)
    {
        var all = made.Values.Sum() + History.Made.Values.Sum();
        if (History.Usual.Count > 0)
            return Math.Max(all, ByHistory(made));
        var told = _source();
        var expected = (told, History.Before) switch
        {
            ({ } now, { } before) => Blend(before, now, all),
            ({ } now, null) => now,
            (null, { } before) => before,
            _ => (long?)null,
        };
        return expected is { } calls ? Math.Max(all, calls) : null;
    }

    /// <summary>The check's estimate at the beginning, the source's when it has seen enough.</summary>
    internal static long Blend(long before, long now, long made)
    {
        var weight = Math.Clamp(made / Math.Max(1, Learned * before), 0, 1);
        return (long)Math.Round(before * (1 - weight) + now * weight);
    }

    private long ByHistory(IReadOnlyDictionary<string, long> made)
    {
        long expected = 0;
        foreach (var stream in History.Usual.Keys.Union(made.Keys).Union(History.Made.Keys))
        {
            var calls = made.GetValueOrDefault(stream) + History.Made.GetValueOrDefault(stream);
            expected += _ended.ContainsKey(stream) ? calls : Math.Max(calls, History.Usual.GetValueOrDefault(stream));
        }

        return expected;
    }
}
