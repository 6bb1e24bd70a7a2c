using System.Runtime.CompilerServices;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Http;

namespace BlinkSaaS.Benchmarks.Ingest;

/// <summary>A source whose records are decoded already: what a pull of it takes is the engine's time and the database's.</summary>
internal sealed class MemorySource(StreamDescriptor stream) : ISource, ISourceSessions
{
    /// <summary>As many as a page of ClickUp has.</summary>
    private const int PageSize = 100;

    /// <summary>Fast enough that pages are gathered into batches.</summary>
    public static RateLimit Limit { get; } = new() { Permits = 10_000, Window = TimeSpan.FromMinutes(1), MaxConcurrency = 8 };

    public IReadOnlyList<RecordMessage> Records { get; set; } = [];

    public SourceDescriptor Describe() => throw new NotSupportedException("It is not loaded as a plugin.");

    public Task<CheckResult> CheckAsync(ISourceContext context, CancellationToken cancellationToken) =>
        throw new NotSupportedException("There is no credential to check.");

    public async IAsyncEnumerable<StreamDescriptor> DiscoverAsync(ISourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return stream;
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
        await Task.CompletedTask;
        for (var i = 0; i < Records.Count; i++)
        {
            yield return Records[i];
            if ((i + 1) % PageSize == 0)
                yield return new CheckpointMessage($$"""{"after":{{i}}}""");
        }

        yield return new CheckpointMessage("{}");
        yield return new StreamCompleteMessage(Complete: true);
    }

    public SourceSession Open(SourceCredentials credentials, ICallBudget budget, Action<SourceLogLevel, string> log) => new MemorySession(this);

    private sealed class MemorySession(MemorySource source) : SourceSession
    {
        public override HttpClient Http => throw new NotSupportedException("A source in memory makes no calls.");

        public override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

        public override TimeProvider Clock => TimeProvider.System;

        public override ISource Source => source;

        public override CallMeter Meter { get; } = new();

        public override void Log(SourceLogLevel level, string message)
        {
        }

        public override void Dispose()
        {
        }
    }
}
