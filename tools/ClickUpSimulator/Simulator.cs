using ClickUpSimulator.Faults;
using ClickUpSimulator.Hooks;
using ClickUpSimulator.Http;
using ClickUpSimulator.Limits;
using ClickUpSimulator.Mutations;
using ClickUpSimulator.Sight;
using ClickUpSimulator.SignIns;
using ClickUpSimulator.Statistics;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator;

/// <summary>One simulated ClickUp, without the server around it.</summary>
internal sealed class Simulator
{
    private Modes modes;

    public Simulator(SimulatorOptions options)
    {
        Clock = options.Clock;
        World = WorldBuilder.Build(options.World, Clock);
        Tokens = new AccessTokens(World);
        Limits = new RateLimits(Tokens, options.RateLimit, Clock);
        Latency = new Latency(Clock) { RoundTrip = options.Latency };
        Mutate = new WorldMutations(World, Tokens);
        Truth = new TruthReader(World, Tokens, this);
        Pages = new TaskPages(World);
        Webhooks = new Webhooks(World);
        modes = options.Modes;
    }

    public TimeProvider Clock { get; }

    public World World { get; }

    public AccessTokens Tokens { get; }

    public RateLimits Limits { get; }

    public Latency Latency { get; }

    public FaultPlan Faults { get; } = new();

    public CallStatistics Statistics { get; } = new();

    public WorldMutations Mutate { get; }

    public TruthReader Truth { get; }

    public TaskPages Pages { get; }

    public Webhooks Webhooks { get; }

    public OAuthApp App { get; } = new();

    /// <summary>There once the simulator listens.</summary>
    public WebhookDeliveries? Deliveries { get; set; }

    public Modes Modes
    {
        get => Volatile.Read(ref modes);
        set => Volatile.Write(ref modes, value);
    }
}
