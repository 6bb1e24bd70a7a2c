using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting.Http;
using ClickUpSimulator;

namespace BlinkSaaS.Benchmarks.Ground;

/// <summary>Records as the ClickUp plugin decodes them, held in memory.</summary>
internal static class WorldRecords
{
    /// <summary>The first tasks of a simulated world, with the stream they belong to.</summary>
    public static async Task<(StreamDescriptor Stream, IReadOnlyList<RecordMessage> Records)> TasksAsync(
        PluginEngine engine, int count, CancellationToken cancellationToken)
    {
        using var session = engine.Sessions.Open(engine.Credentials, new EndlessBudget(), (_, _) => { });
        var source = session.Source;
        var stream = await source.DiscoverAsync(session, cancellationToken).FirstAsync(found => found.Name == "tasks", cancellationToken);
        var records = new List<RecordMessage>(count);
        await foreach (var partition in source.PartitionAsync(session, stream, cancellationToken))
        {
            var request = new ReadRequest { Stream = stream, Partition = partition, Full = true };
            await foreach (var message in source.ReadAsync(session, request, cancellationToken))
            {
                if (message is RecordMessage record)
                    records.Add(record);
                if (records.Count == count)
                    return (stream, records);
            }
        }

        throw new MeasurementException($"The world has only {records.Count} tasks of the {count} that were wanted.");
    }

    /// <summary>A simulator without limits, for a world of about so many tasks.</summary>
    public static Task<SimulatorHost> SimulatorAsync(int tasks, int seed, CancellationToken cancellationToken) => SimulatorHost.StartAsync(
        new SimulatorOptions
        {
            RateLimit = new ClickUpSimulator.Limits.RateLimitSettings { Limit = 1_000_000 },
            World = ClickUpSimulator.Worlds.WorldOptions.Demo with
            {
                Seed = seed,
                ClickUpWorkspaces = 1,
                Spaces = 10,
                FoldersPerSpace = 5,
                ListsPerFolder = 4,
                TasksPerList = tasks / 150,
                KeepBodies = false,
            },
        }, cancellationToken);

    private sealed class EndlessBudget : ICallBudget
    {
        public ValueTask<CallPermit> AcquireAsync(CancellationToken cancellationToken) => ValueTask.FromResult(new CallPermit(0, TimeSpan.Zero));

        public void Settle(CallPermit permit, CallAnswer answer)
        {
        }

        public void Return(CallPermit permit)
        {
        }
    }
}
