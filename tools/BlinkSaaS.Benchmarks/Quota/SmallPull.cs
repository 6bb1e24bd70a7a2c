using BlinkSaaS.Benchmarks.Ground;
using ClickUpSimulator;

namespace BlinkSaaS.Benchmarks.Quota;

/// <summary>A pull of a few calls that arrives behind many large ones: how long until it has made them.</summary>
internal sealed class SmallPull(OwnDatabase database, WorkerLoad load, SimulatorHost simulator)
{
    public const int PersonsCalls = 15;
    public const int DueCalls = 5;

    public async Task<TimeSpan> RunAsync(bool person, CancellationToken cancellationToken)
    {
        await using var engine = load.Engine(database.EngineConnection);
        using var budget = engine.Budgets.For(load.Budget, engine.Plugin.Descriptor!.RateLimit with { Window = load.Window }, person, load.Workspace);
        using var session = engine.Sessions.Open(engine.Credentials, budget, (_, _) => { });
        var path = new Uri($"v2/team/{simulator.World.Workspaces[0].Id}/space?archived=false", UriKind.Relative);
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < (person ? PersonsCalls : DueCalls); i++)
        {
            using var response = await session.Http.GetAsync(path, cancellationToken);
            response.EnsureSuccessStatusCode();
        }

        return TimeProvider.System.GetElapsedTime(began);
    }
}
