using System.Runtime.CompilerServices;
using BlinkSaaS.Benchmarks.Due;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Http;

namespace BlinkSaaS.Benchmarks.Parked;

/// <summary>
/// A source whose API refuses every call until it opens and says how long that is: a pull of it makes two calls, with a checkpoint
/// after each, and brings nothing.
/// </summary>
internal sealed class ShutSource : ISource, ISourceSessions
{
    /// <summary>Far more than is needed: what holds the pulls up is the refusal alone.</summary>
    public static RateLimit Limit { get; } = new() { Permits = 10_000, Window = TimeSpan.FromMinutes(1), MaxConcurrency = 8 };

    /// <summary>When the API opens, as a timestamp of the system's clock.</summary>
    public long OpensAt { get; set; }

    public SourceDescriptor Describe() => throw new NotSupportedException("It is not loaded as a plugin.");

    public Task<CheckResult> CheckAsync(ISourceContext context, CancellationToken cancellationToken) =>
        throw new NotSupportedException("There is no credential to check.");

    public async IAsyncEnumerable<StreamDescriptor> DiscoverAsync(ISourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return WorkerNode.Nothing;
    }

    public async IAsyncEnumerable<Partition> PartitionAsync(
        ISourceContext context, StreamDescriptor stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return Partition.Whole;
    }

    public async IAsyncEnumerable<SourceMessage> ReadAsync(
        ISourceContext context, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ((ShutSession)context).CallAsync(cancellationToken);
        yield return new CheckpointMessage("1");
        await ((ShutSession)context).CallAsync(cancellationToken);
        yield return new CheckpointMessage("2");
        yield return new StreamCompleteMessage(Complete: true);
    }

    public SourceSession Open(SourceCredentials credentials, ICallBudget budget, Action<SourceLogLevel, string> log) => new ShutSession(this, budget);

    private sealed class ShutSession(ShutSource source, ICallBudget budget) : SourceSession
    {
        public override HttpClient Http => throw new NotSupportedException("A source in memory makes no calls.");

        public override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

        public override TimeProvider Clock => TimeProvider.System;

        public override ISource Source => source;

        public override CallMeter Meter { get; } = new();

        /// <summary>A call as the host sends it: one that is refused waits for its next turn.</summary>
        public async Task CallAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                var permit = await budget.AcquireAsync(cancellationToken);
                var now = Clock.GetTimestamp();
                var shut = now < source.OpensAt ? Clock.GetElapsedTime(now, source.OpensAt) : (TimeSpan?)null;
                budget.Settle(permit, new CallAnswer { Sent = now, Answered = now, Status = shut is null ? 200 : 429, RetryAfter = shut });
                if (shut is null)
                    return;
            }
        }

        public override void Log(SourceLogLevel level, string message)
        {
        }

        public override void Dispose()
        {
        }
    }
}
