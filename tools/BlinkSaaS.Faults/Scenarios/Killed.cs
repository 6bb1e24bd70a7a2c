using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Faults.Workers;
using BlinkSaaS.Pulls;
using ClickUpSimulator.Limits;

namespace BlinkSaaS.Faults.Scenarios;

/// <summary>
/// Two workers pull three new connections; at a seeded moment (so many calls in, and some milliseconds, which is in the middle of
/// a page, of a COPY, or around a commit) one of them is killed. What it held must be taken over and end as if nothing had been.
/// </summary>
internal sealed class Killed
{
    private const int Connections = 3;

    /// <summary>Of the simulated world: its ClickUp Workspaces, each read by itself.</summary>
    private const int PartitionsOfTasks = 2;

    private readonly Stage _stage;
    private readonly Random _random;
    private readonly int _callsOfOne;
    private readonly List<TimeSpan> _takenOverAfter = [];
    private Difference _difference;
    private int _interrupted;
    private int _leasesMore;
    private int _pagesAgain;

    private Killed(Stage stage, Random random, int callsOfOne) => (_stage, _random, _callsOfOne) = (stage, random, callsOfOne);

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var wanted = run.Quick ? 3 : 200;
        await using var stage = await Stage.SetAsync(run, workers: 2, new RateLimitSettings { Limit = 1_000_000 }, cancellationToken);
        var scenario = new Killed(stage, new Random(run.Seed), await stage.UndisturbedCallsAsync(cancellationToken));
        var kills = 0;
        for (var tries = 0; kills < wanted; tries++)
        {
            if (tries > 3 * wanted)
                throw new MeasurementException($"Of {tries} kills only {kills} met a pull that ran.");
            if (await scenario.RoundAsync(cancellationToken))
                kills++;
        }

        run.Note($"{kills} kills, {scenario._interrupted} pulls interrupted; a lease lasts {new WorkerSettings { Database = "", Address = stage.Simulator.BaseAddress, Token = "" }.Lease.TotalSeconds:0} s here");
        return scenario.Figures(kills);
    }

    /// <summary>False where the worker had nothing to do when it was killed.</summary>
    private async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        _stage.Heard.Clear();
        _stage.Simulator.Statistics.Reset();
        var keys = await _stage.ConnectAsync(Connections, cancellationToken);
        await _stage.CallsAsync(_random.Next(1, Connections * _callsOfOne * 9 / 10), cancellationToken);
        await Task.Delay(TimeSpan.FromMilliseconds(_random.NextDouble() * 20), TimeProvider.System, cancellationToken);
        var victim = _stage.Workers[_random.Next(_stage.Workers.Count)];
        var name = victim.Name;
        await _stage.ReplaceAsync(victim, cancellationToken);
        var killed = TimeProvider.System.GetTimestamp();
        var held = await HeldAsync(name, cancellationToken);
        await _stage.DoneAsync(keys, cancellationToken);
        _difference += await _stage.CompareAsync(keys, cancellationToken);
        _interrupted += held.Count;
        _leasesMore += await LeasesMoreAsync(keys, cancellationToken);
        _pagesAgain += PagesReadAgain();
        foreach (var key in held)
            if (TakenOver(key, name) is { } taken)
                _takenOverAfter.Add(TimeProvider.System.GetElapsedTime(killed, taken.At));
        return held.Count > 0;
    }

    private async Task<List<ConnectionKey>> HeldAsync(string worker, CancellationToken cancellationToken)
    {
        await using var command = _stage.Database.Command(
            "SELECT workspace_id, connection_id FROM pulls.schedules WHERE worker = $1 AND lease_until IS NOT NULL", worker);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var held = new List<ConnectionKey>();
        while (await reader.ReadAsync(cancellationToken))
            held.Add(new ConnectionKey(reader.GetInt64(0), reader.GetInt32(1)));
        return held;
    }

    /// <summary>
    /// Leases beyond one for each pull: a busy machine may make a worker that lives late with its beat, and each lease that began
    /// in the middle costs the same.
    /// </summary>
    private async Task<int> LeasesMoreAsync(IReadOnlyList<ConnectionKey> keys, CancellationToken cancellationToken) => (int)await _stage.Database.ScalarAsync<long>(
        "SELECT sum(fence - 1)::bigint FROM pulls.schedules WHERE workspace_id = 1 AND connection_id = ANY ($1)", cancellationToken, keys.Select(key => key.ConnectionId).ToArray());

    /// <summary>The lease under which another process brought it to its end.</summary>
    private WorkerEvent? TakenOver(ConnectionKey key, string victim)
    {
        var others = _stage.Heard.Where(heard => heard.Connection == key && $"worker {heard.Process}" != victim).ToList();
        var done = others.Find(heard => heard.State == nameof(PullState.Done));
        return done is null ? null : others.Find(heard => heard.State is null && heard.Fence == done.Fence && heard.Process == done.Process);
    }

    /// <summary>Pages of tasks that were asked for more often than once for each connection.</summary>
    private int PagesReadAgain() => _stage.Simulator.Statistics.Recent
        .Where(call => call.Status == 200 && call.PathAndQuery.Contains("/task?", StringComparison.Ordinal))
        .CountBy(call => call.PathAndQuery).Sum(page => Math.Max(0, page.Value - Connections));

    private IReadOnlyList<Figure> Figures(int kills)
    {
        var mostPages = PartitionsOfTasks * _leasesMore;
        var again = new Figure("kill: pages of tasks read again", _pagesAgain, "pages").Beside(mostPages).WantsRatioAtMost(1);
        return
        [
            new Figure("kill: kills in the middle of pulls", kills, "kills"),
            .. Verdict.Of("kill", _difference),
            new Figure("kill: interrupted pulls ended by another process", _takenOverAfter.Count, "pulls").Beside(_interrupted).WantsRatioAtLeast(1),
            again,
            new Figure("kill: longest time until another process took over", _takenOverAfter.Select(time => time.TotalSeconds).DefaultIfEmpty().Max(), "s"),
        ];
    }
}
