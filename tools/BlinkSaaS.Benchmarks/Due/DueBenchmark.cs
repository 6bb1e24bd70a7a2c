using System.Diagnostics.Metrics;
using System.Globalization;
using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;

namespace BlinkSaaS.Benchmarks.Due;

/// <summary>
/// A million hourly connections whose pulls have nothing to do, in steady state: the shipped dispatcher, Hangfire and its jobs,
/// the shipped engine with a source in memory. Every pull writes its rows of history. How late each one began is what the
/// engine's own meter says.
/// </summary>
internal static class DueBenchmark
{
    private const double LongestLag = 60;

    /// <summary>Workspaces that are due all at once: more than is pulled while it is measured.</summary>
    private const int Pressed = 500;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var connections = run.Quick ? 100_000 : 1_000_000;
        var (settling, measured) = run.Quick ? (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(40)) : (TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10));
        var server = await run.ServerAsync(cancellationToken);
        await using var database = await server.NewDatabaseAsync(cancellationToken);
        await DueConnections.FillAsync(run, database, connections, cancellationToken);
        using var lags = new Lags();
        var pulls = 0L;
        ProcessorTime used;
        IReadOnlyList<Figure> most;
        await using (var node = await WorkerNode.StartAsync(database, cancellationToken))
        {
            await Task.Delay(settling, TimeProvider.System, cancellationToken);
            var before = await EndedAsync(database, cancellationToken);
            var usedBefore = await ProcessorTime.NowAsync(database, cancellationToken);
            lags.Clear();
            await Task.Delay(measured, TimeProvider.System, cancellationToken);
            pulls = await EndedAsync(database, cancellationToken) - before;
            used = (await ProcessorTime.NowAsync(database, cancellationToken)).Since(usedBefore);
            lags.Stop();
            most = await MostAsync(database, cancellationToken);
        }

        var taken = lags.Take();
        var due = connections / 3_600.0 * measured.TotalSeconds;
        run.Note(string.Create(CultureInfo.InvariantCulture, $"{taken.Count} pulls were taken in {measured.TotalSeconds:0} s, by one worker process"));
        return
        [
            new Figure("due: pulls that ended, to what became due", pulls, "pulls").Beside(due).WantsRatioAtLeast(0.98),
            new Figure("due: lag p50", Percentile(taken, 0.5), "s"),
            new Figure("due: lag p99", Percentile(taken, 0.99), "s").WantsAtMost(LongestLag),
            new Figure("due: lag of the latest", Percentile(taken, 1), "s"),
            .. PerPull("due", used, pulls),
            .. most,
            await LeasesAsync(database, connections, cancellationToken),
        ];
    }

    /// <summary>Pulls a second where more is due than can be done, and what each takes.</summary>
    private static async Task<IReadOnlyList<Figure>> MostAsync(OwnDatabase database, CancellationToken cancellationToken)
    {
        await database.ExecuteAsync("UPDATE pulls.schedules SET next_pull_at = now() WHERE workspace_id <= $1 AND lease_until IS NULL", cancellationToken, Pressed);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, cancellationToken);
        var (before, usedBefore, began) = (await EndedAsync(database, cancellationToken), await ProcessorTime.NowAsync(database, cancellationToken), TimeProvider.System.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(15), TimeProvider.System, cancellationToken);
        var (pulls, used) = (await EndedAsync(database, cancellationToken) - before, (await ProcessorTime.NowAsync(database, cancellationToken)).Since(usedBefore));
        return [new Figure("due, at full load: pulls a second", pulls / TimeProvider.System.GetElapsedTime(began).TotalSeconds, "pulls"), .. PerPull("due, at full load", used, pulls)];
    }

    private static Figure[] PerPull(string phase, ProcessorTime used, long pulls) =>
    [
        new($"{phase}: processor time of this program for a pull", used.Program.TotalMilliseconds / Math.Max(1, pulls), "ms"),
        new($"{phase}: processor time of PostgreSQL for a pull", used.Postgres.TotalMilliseconds / Math.Max(1, pulls), "ms"),
    ];

    /// <summary>Leases a second where only leases are taken: what the due table bears.</summary>
    private static async Task<Figure> LeasesAsync(OwnDatabase database, int connections, CancellationToken cancellationToken)
    {
        await database.ExecuteAsync("UPDATE pulls.schedules SET next_pull_at = now() + interval '1 hour', lease_until = NULL WHERE next_pull_at < now() OR lease_until IS NOT NULL", cancellationToken);
        await database.ExecuteAsync("VACUUM pulls.schedules", cancellationToken);
        await database.ExecuteAsync("UPDATE pulls.schedules SET next_pull_at = now() WHERE connection_id <= $1", cancellationToken, connections >= 1_000_000 ? 10 : 20);
        var schedule = new Pulls.PullSchedule(database.Engine, Microsoft.Extensions.Options.Options.Create(new Pulls.PullOptions { Lease = TimeSpan.FromHours(1) }));
        var leases = 0;
        var began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            while (await schedule.ClaimDueAsync("leases", 100, cancellationToken) is { Count: > 0 } claimed)
                Interlocked.Add(ref leases, claimed.Count);
        }));
        return new Figure("due: leases a second, 4 at once, 100 each", leases / TimeProvider.System.GetElapsedTime(began).TotalSeconds, "leases");
    }

    private static Task<long> EndedAsync(OwnDatabase database, CancellationToken cancellationToken) => database.ScalarAsync<long>(
        "SELECT count(*) FROM pulls.pulls WHERE number > 2 AND state = 'done'", cancellationToken);

    private static double Percentile(List<double> sorted, double share) =>
        sorted.Count == 0 ? double.PositiveInfinity : sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];

    /// <summary>Hears how late pulls began.</summary>
    private sealed class Lags : IDisposable
    {
        private readonly Lock _gate = new();
        private readonly List<double> _heard = [];
        private readonly MeterListener _listener = new();

        public Lags()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "blinksaas.pulls.due.lag")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<double>((_, lag, _, _) =>
            {
                lock (_gate)
                    _heard.Add(lag);
            });
            _listener.Start();
        }

        public void Clear()
        {
            lock (_gate)
                _heard.Clear();
        }

        public void Dispose() => _listener.Dispose();

        /// <summary>Nothing is heard from here on.</summary>
        public void Stop() => _listener.Dispose();

        /// <summary>In order.</summary>
        public List<double> Take()
        {
            lock (_gate)
            {
                _heard.Sort();
                return _heard;
            }
        }
    }
}
