using System.Text.Json;
using BlinkSaaS.Pulls.Budgets;

namespace BlinkSaaS.Pulls.Tests.Budgets;

/// <summary>One world: the server, the latency, how many workers and calls at once, how long.</summary>
internal sealed record BudgetWorld
{
    public WindowKind Kind { get; init; }
    public HeaderKind Headers { get; init; }
    public int Limit { get; init; } = 100;
    public int Declared { get; init; } = 100;
    public double LatencyMs { get; init; } = 300;
    public int AtOnce { get; init; } = 4;
    public int SkewSeconds { get; init; }
    public bool Ceiling { get; init; }
    public int Workers { get; init; } = 1;

    /// <summary>The share of turns after which a worker dies, with its permits out and its calls on their way.</summary>
    public double Crashes { get; init; }

    /// <summary>The share of turns whose outcome the worker does not learn, though they counted.</summary>
    public double LostTurns { get; init; }

    /// <summary>The share of calls whose answer is lost after the server counted them.</summary>
    public double Lost { get; init; }

    /// <summary>Calls that another program sends in a window, evenly.</summary>
    public int Others { get; init; }

    /// <summary>Length of pauses without any demand, in windows.</summary>
    public double Idle { get; init; }

    /// <summary>Windows that are not counted.</summary>
    public int Learning { get; init; } = 1;

    public int Windows { get; init; } = 6;
    public int Seed { get; init; } = 1;
}

/// <summary>What came of a world.</summary>
/// <param name="Refused">Own calls that were refused.</param>
/// <param name="OwnMaking">Those of them that a second limiter, which knows own calls alone, refuses too.</param>
/// <param name="Used">Share of the quota that own calls used, of what others left.</param>
/// <param name="OthersRefused">Share of the other program's calls that were refused.</param>
/// <param name="Turns">Turns for each call.</param>
internal sealed record BudgetOutcome(int Refused, int OwnMaking, double Used, double OthersRefused, double Turns);

/// <summary>Drives <see cref="BudgetTurn"/> against a <see cref="RateServer"/> in virtual time, with all the demand there can be.</summary>
internal sealed class BudgetSimulation
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    private readonly BudgetWorld _world;
    private readonly Random _random;
    private readonly RateServer _server;
    private readonly RateServer _alone;
    private readonly PriorityQueue<Action, long> _events = new();
    private readonly List<SimulatedWorker> _workers;
    private BudgetState _state;
    private long _now;
    private int _ownAccepted, _ownRefused, _others, _othersRefused, _ownMaking, _turns, _born;

    private BudgetSimulation(BudgetWorld world)
    {
        _world = world;
        _random = new Random(world.Seed);
        _state = new BudgetState(world.Declared, Window.Ticks);
        _server = Server(world.Headers);
        _alone = Server(HeaderKind.None);
        _now = TimeSpan.FromSeconds(1_000_000 + _random.Next(60)).Ticks + _random.Next(10_000_000);
        _workers = [.. Enumerable.Range(0, world.Workers).Select(_ => NewWorker())];
        if (world.Others > 0)
            _events.Enqueue(Other, _now + Window.Ticks / world.Others);
    }

    public static BudgetOutcome Run(BudgetWorld world)
    {
        var simulation = new BudgetSimulation(world);
        simulation.RunWindows(world.Learning);
        var (before, others, refused) = (simulation._ownAccepted, simulation._others, simulation._othersRefused);
        simulation.RunWindows(world.Windows);
        var taken = simulation._others - others - (simulation._othersRefused - refused);
        return new BudgetOutcome(
            simulation._ownRefused, simulation._ownMaking,
            (simulation._ownAccepted - before) / (double)(world.Limit * world.Windows - taken),
            world.Others == 0 ? 0 : (simulation._othersRefused - refused) / (double)Math.Max(1, simulation._others - others),
            simulation._turns / (double)Math.Max(1, simulation._ownAccepted));
    }

    private RateServer Server(HeaderKind headers) =>
        new(_world.Kind, headers, _world.Limit, Window, TimeSpan.FromSeconds(_world.SkewSeconds), _world.Ceiling, _random);

    private SimulatedWorker NewWorker() => new($"worker {_born++}", Math.Max(1, _world.AtOnce / _world.Workers), _world.Declared, Window.Ticks);

    private void RunWindows(int windows)
    {
        var end = _now + windows * Window.Ticks;
        var steps = 0;
        while (_now < end)
        {
            // Whole pauses, so that limits are met both at rest and in full use.
            var idle = _world.Idle > 0 && _now / (long)(Window.Ticks * _world.Idle) % 2 == 1;
            Assert.True(steps++ < 100_000 * windows, "Workers take turns again and again for nothing.");
            var next = long.MaxValue;
            foreach (var worker in _workers.ToList())
                next = Math.Min(next, Work(worker, idle));
            if (_events.TryPeek(out _, out var soon))
                next = Math.Min(next, soon);
            if (idle)
                next = Math.Min(next, _now + TimeSpan.TicksPerSecond);
            Assert.True(next < long.MaxValue, "Nobody ever wakes the callers again.");
            _now = Math.Min(Math.Max(next, _now + 1), end);
            while (_events.TryPeek(out _, out var at) && at <= _now)
                _events.Dequeue()();
        }
    }

    /// <summary>Sends what is leased and takes turns that are due. Returns when to look again.</summary>
    private long Work(SimulatedWorker worker, bool idle)
    {
        while (worker.TakePermit(_now))
            Send(worker);
        if (worker.DueAt(idle) is not { } due || due > _now)
            return worker.DueAt(idle) ?? long.MaxValue;
        var request = worker.Compose(_now, idle);
        if (_turns % 50 == 0)
            _state = JsonSerializer.Deserialize(JsonSerializer.Serialize(_state, BudgetJson.Default.BudgetState), BudgetJson.Default.BudgetState)!;
        var grant = BudgetTurn.Take(_state, request, _now);
        _turns++;
        Assert.InRange(grant.ForPersons, 0, request.WantForPersons);
        Assert.InRange(grant.Bulk, 0, request.Want);
        if (_random.NextDouble() < _world.LostTurns)
            worker.Miss(_now);
        else
            worker.Take(grant, _now);
        if (_random.NextDouble() < _world.Crashes)
        {
            _workers[_workers.IndexOf(worker)] = NewWorker();
            return _now;
        }

        while (worker.TakePermit(_now))
            Send(worker);
        return worker.DueAt(idle) ?? long.MaxValue;
    }

    private void Send(SimulatedWorker worker)
    {
        var sent = _now;
        var latency = Math.Max(1, (long)(_world.LatencyMs * TimeSpan.TicksPerMillisecond * (0.5 + 1.5 * _random.NextDouble())));
        var lost = _random.NextDouble() < _world.Lost;
        _events.Enqueue(
            () =>
            {
                var decision = _server.Decide(_now);
                if (!_alone.Decide(_now).Accepted && !decision.Accepted)
                    _ownMaking++;
                if (decision.Accepted)
                    _ownAccepted++;
                else
                    _ownRefused++;
                _events.Enqueue(() => worker.Answer(sent, _now, decision, lost), sent + latency);
            },
            sent + (long)(latency * (0.1 + 0.8 * _random.NextDouble())));
    }

    private void Other()
    {
        _others++;
        if (!_server.Decide(_now).Accepted)
            _othersRefused++;
        _events.Enqueue(Other, _now + (long)(Window.Ticks / _world.Others * (0.5 + _random.NextDouble())));
    }
}
