using System.Diagnostics;
using System.Globalization;
using BlinkSaaS.Benchmarks.Due;
using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Benchmarks.Ingest;

namespace BlinkSaaS.Benchmarks.Parked;

/// <summary>
/// Ten thousand pulls of one worker whose API refuses them all for some minutes: the shipped dispatcher, Hangfire and its jobs,
/// the shipped pool, ten pulls a token. What they take while they wait, and how long until all have ended once the API opens,
/// beside the same pulls where nothing holds them up.
/// </summary>
internal static class ParkedBenchmark
{
    private const int PullsOfToken = 10;

    /// <summary>Far fewer than pulls: what the runtime, Hangfire and the database's connections take.</summary>
    private const int MostThreads = 100;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var pulls = run.Quick ? 1_000 : 10_000;
        var server = await run.ServerAsync(cancellationToken);
        await using var database = await server.NewDatabaseAsync(cancellationToken);
        await database.ExecuteAsync(
            """
            INSERT INTO pulls.schedules (workspace_id, connection_id, interval_seconds, next_pull_at)
            SELECT i / 100 + 1, i % 100 + 1, 86400, NULL FROM generate_series(0, $1 - 1) i
            """, cancellationToken, pulls);
        var source = new ShutSource();
        await using var node = await WorkerNode.StartAsync(
            database, source, ShutSource.Limit, key => string.Create(CultureInfo.InvariantCulture, $"{key.WorkspaceId}/{key.ConnectionId / PullsOfToken}"), cancellationToken);

        var undisturbed = await PullAllAsync(database, pulls, cancellationToken);
        var (idleMemory, idleThreads) = (MemoryCurve.Idle(), Threads());
        source.OpensAt = TimeProvider.System.GetTimestamp() + 2 * (long)(undisturbed.TotalSeconds * TimeProvider.System.TimestampFrequency) + 30 * TimeProvider.System.TimestampFrequency;
        var shut = await MakeDueAsync(database, cancellationToken);
        var parked = await UntilParkedAsync(database, source, pulls, shut, cancellationToken);
        var (memory, threads) = (MemoryCurve.Idle() - idleMemory, Threads());
        var inMemory = await database.ScalarAsync<long>("SELECT count(*) FROM pulls.schedules WHERE lease_until IS NOT NULL", cancellationToken);
        var left = source.OpensAt - TimeProvider.System.GetTimestamp();
        if (left > 0)
            await Task.Delay(TimeSpan.FromSeconds((double)left / TimeProvider.System.TimestampFrequency), TimeProvider.System, cancellationToken);
        await UntilEndedAsync(database, pulls, shut, cancellationToken);
        var resumed = TimeProvider.System.GetElapsedTime(source.OpensAt);

        run.Note(string.Create(CultureInfo.InvariantCulture,
            $"{inMemory} of them waited in the memory of the worker, the others in the table; {idleThreads} threads and {idleMemory:0} MB when idle"));
        return
        [
            new Figure("parked: pulls that waited at once", parked, "pulls").WantsAtLeast(pulls),
            new Figure("parked: threads", threads, "threads").Beside(idleThreads).WantsAtMost(idleThreads + MostThreads),
            new Figure("parked: memory above idle", memory, "MB").Beside(idleMemory),
            new Figure("parked: memory for each pull in memory", inMemory == 0 ? 0 : 1_000 * memory / inMemory, "KB"),
            new Figure("parked: time until all had ended, to undisturbed ones", resumed.TotalSeconds, "s").Beside(undisturbed.TotalSeconds),
        ];
    }

    private static async Task<TimeSpan> PullAllAsync(OwnDatabase database, int pulls, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        var due = await MakeDueAsync(database, cancellationToken);
        await UntilEndedAsync(database, pulls, due, cancellationToken);
        return TimeProvider.System.GetElapsedTime(began);
    }

    /// <summary>All at once. Returns the moment.</summary>
    private static async Task<DateTime> MakeDueAsync(OwnDatabase database, CancellationToken cancellationToken)
    {
        var now = await database.ScalarAsync<DateTime>("SELECT clock_timestamp()", cancellationToken);
        await database.ExecuteAsync("UPDATE pulls.schedules SET next_pull_at = $1", cancellationToken, now);
        return now;
    }

    private static async Task UntilEndedAsync(OwnDatabase database, int pulls, DateTime since, CancellationToken cancellationToken)
    {
        while (await database.ScalarAsync<long>("SELECT count(*) FROM pulls.pulls WHERE state = 'done' AND finished_at >= $1", cancellationToken, since) < pulls)
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
    }

    /// <summary>The most pulls that waited at the same time, until all do or the API opens.</summary>
    private static async Task<long> UntilParkedAsync(OwnDatabase database, ShutSource source, int pulls, DateTime since, CancellationToken cancellationToken)
    {
        var most = 0L;
        while (most < pulls && TimeProvider.System.GetTimestamp() < source.OpensAt)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancellationToken);
            most = Math.Max(most, await database.ScalarAsync<long>(
                "SELECT count(*) FROM pulls.pulls WHERE state = 'waiting' AND waiting_until > clock_timestamp() AND requested_at >= $1", cancellationToken, since));
        }

        return most;
    }

    private static int Threads()
    {
        using var process = Process.GetCurrentProcess();
        return process.Threads.Count;
    }
}
