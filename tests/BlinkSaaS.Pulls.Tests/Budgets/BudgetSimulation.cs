using BlinkSaaS.Pulls.Budgets;

namespace BlinkSaaS.Pulls.Tests.Budgets;

/// <summary>One world: the server, the latency, how many calls at once, how long.</summary>
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

    /// <summary>The share of calls whose answer is lost after the server counted them.</summary>
    public double Lost { get; init; }

    /// <summary>Length of pauses without any demand, in windows.</summary>
    public double Idle { get; init; }

    public int Windows { get; init; } = 6;
    public int Seed { get; init; } = 1;
}

/// <summary>Drives <see cref="BudgetRule"/> against a <see cref="RateServer"/> in virtual time, with all the demand there can be.</summary>
internal sealed class BudgetSimulation
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    private readonly BudgetWorld _world;
    private readonly Random _random;
    private readonly RateServer _server;
    private readonly BudgetState _state;
    private readonly PriorityQueue<Action, long> _events = new();
    private long _now;

    private BudgetSimulation(BudgetWorld world)
    {
        _world = world;
        _random = new Random(world.Seed);
        _state = new BudgetState(world.Declared, Window);
        _server = new RateServer(world.Kind, world.Headers, world.Limit, Window, TimeSpan.FromSeconds(world.SkewSeconds), world.Ceiling, _random);
        _now = TimeSpan.FromSeconds(1_000_000 + _random.Next(60)).Ticks + _random.Next(10_000_000);
    }

    /// <summary>Calls refused, and the share of the quota used from the second window on.</summary>
    public static (int Refused, double Used) Run(BudgetWorld world)
    {
        var simulation = new BudgetSimulation(world);
        simulation.RunWindows(1);
        var before = simulation._server.Accepted;
        simulation.RunWindows(world.Windows);
        return (simulation._server.Refused, (simulation._server.Accepted - before) / (double)(world.Limit * world.Windows));
    }

    private void RunWindows(int windows)
    {
        var end = _now + windows * Window.Ticks;
        var steps = 0;
        while (_now < end)
        {
            // Whole pauses, so that limits are met both at rest and in full use.
            if (_world.Idle > 0 && _now / (long)(Window.Ticks * _world.Idle) % 2 == 1)
            {
                _now = Math.Min(end, _events.TryPeek(out _, out var soon) ? soon : _now + TimeSpan.TicksPerSecond);
                Happen();
                continue;
            }

            Assert.True(steps++ < 50_000 * windows, "Callers are woken again and again for nothing.");
            Send();
            var next = _events.TryPeek(out _, out var at) ? at : long.MaxValue;
            if (_state.Out < _world.AtOnce && BudgetRule.WakeAt(_state, _now) is { } wake)
                next = Math.Min(next, Math.Max(wake, _now + 1));
            Assert.True(next < long.MaxValue, "Nobody ever wakes the callers again.");
            _now = Math.Min(next, end);
            Happen();
        }
    }

    private void Happen()
    {
        while (_events.TryPeek(out _, out var at) && at <= _now)
            _events.Dequeue()();
    }

    private void Send()
    {
        while (_state.Out < _world.AtOnce && BudgetRule.Room(_state, _now) > 0)
        {
            BudgetRule.Grant(_state, _now);
            var sent = _now;
            var latency = Math.Max(1, (long)(_world.LatencyMs * TimeSpan.TicksPerMillisecond * (0.5 + 1.5 * _random.NextDouble())));
            var lost = _random.NextDouble() < _world.Lost;
            _events.Enqueue(
                () =>
                {
                    var decision = _server.Decide(_now);
                    _events.Enqueue(() => Answer(sent, decision, lost), sent + latency);
                },
                sent + (long)(latency * (0.1 + 0.8 * _random.NextDouble())));
        }
    }

    private void Answer(long sent, Decision decision, bool lost) =>
        BudgetRule.Settle(_state, lost
            ? new BudgetAnswer { Sent = sent, Answered = _now }
            : new BudgetAnswer
            {
                Sent = sent,
                Answered = _now,
                Status = decision.Accepted ? 200 : 429,
                Limit = decision.Limit,
                Remaining = decision.Remaining,
                Reset = decision.Reset,
                Date = decision.Date,
            });
}
