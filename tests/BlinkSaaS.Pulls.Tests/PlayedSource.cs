using System.Collections.Concurrent;
using System.Text;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Http;

namespace BlinkSaaS.Pulls.Tests;

/// <summary>A source that plays a script: what each read of each stream sends.</summary>
internal class PlayedSource : ISource
{
    private readonly ConcurrentDictionary<string, int> _reads = new();

    public List<StreamDescriptor> Streams { get; } = [];

    public Dictionary<string, string[]> Partitions { get; } = [];

    /// <summary>By stream: what a read sends. The number counts the reads of that stream and partition, from 0.</summary>
    public Dictionary<string, Func<ReadRequest, int, CancellationToken, IAsyncEnumerable<SourceMessage>>> Reads { get; } = [];

    public ConcurrentQueue<ReadRequest> Requests { get; } = new();

    public Exception? DiscoveryFails { get; set; }

    public static StreamDescriptor Stream(string name, bool incremental = false, string? version = null, params string[] volatilePaths) => new()
    {
        Name = name,
        Title = char.ToUpperInvariant(name[0]) + name[1..],
        Description = "Played.",
        Columns =
        [
            new("id", "Id", ColumnType.Text), new("name", "Name", ColumnType.Text), new("size", "Size", ColumnType.Integer),
            new("price", "Price", ColumnType.Decimal), new("open", "Open", ColumnType.Boolean), new("day", "Day", ColumnType.Date),
            new("at", "At", ColumnType.Timestamp), new("more", "More", ColumnType.Json),
        ],
        PrimaryKey = ["id"],
        Incremental = incremental,
        VersionColumn = version,
        VolatilePaths = volatilePaths,
    };

    /// <summary>A stream whose reads send these pages, each with its checkpoint, and go on at the checkpoint they get.</summary>
    public PlayedSource With(StreamDescriptor stream, params RecordMessage[][] pages)
    {
        Streams.Add(stream);
        Reads[stream.Name] = (request, _, _) => Pages(request, pages);
        return this;
    }

    public static async IAsyncEnumerable<SourceMessage> Pages(
        ReadRequest request, IReadOnlyList<RecordMessage[]> pages, bool complete = true, IReadOnlyList<string>? sight = null)
    {
        for (var page = request.Checkpoint is null ? 0 : int.Parse(request.Checkpoint, System.Globalization.CultureInfo.InvariantCulture); page < pages.Count; page++)
        {
            await Task.Yield();
            foreach (var record in pages[page])
                yield return record;
            yield return new CheckpointMessage($"{page + 1}");
        }

        yield return new StreamCompleteMessage(complete, sight);
    }

    public static RecordMessage Json(string id, string json, params (string Name, object? Value)[] cells)
    {
        var all = cells.ToDictionary(cell => cell.Name, cell => cell.Value);
        all["id"] = id;
        return new RecordMessage(Encoding.UTF8.GetBytes(json), all);
    }

    public static RecordMessage Record(string id, string name = "a") =>
        Json(id, $$"""{"id":"{{id}}","name":"{{name}}"}""", ("name", name));

    public SourceDescriptor Describe() => new()
    {
        Key = "played", Name = "Played", Description = "Played.", BaseAddress = new Uri("https://played.example/"),
        Authorization = new NoAuthorization(), Fields = [], RateLimit = PlayedSessions.Limit,
    };

    public Task<CheckResult> CheckAsync(ISourceContext context, CancellationToken cancellationToken) => Task.FromResult(new CheckResult { Account = "x" });

    public async IAsyncEnumerable<StreamDescriptor> DiscoverAsync(ISourceContext context, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ((PlayedSession)context).CallAsync(cancellationToken);
        if (DiscoveryFails is not null)
            throw DiscoveryFails;
        foreach (var stream in Streams)
            yield return stream;
    }

    public async IAsyncEnumerable<Partition> PartitionAsync(ISourceContext context, StreamDescriptor stream, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (var partition in Partitions.GetValueOrDefault(stream.Name, [""]))
            yield return new Partition(partition, partition);
    }

    public async IAsyncEnumerable<SourceMessage> ReadAsync(ISourceContext context, ReadRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Requests.Enqueue(request);
        var read = _reads.AddOrUpdate($"{request.Stream.Name}/{request.Partition.Key}", 0, (_, count) => count + 1);
        await foreach (var message in Reads[request.Stream.Name](request, read, cancellationToken))
        {
            if (message is CheckpointMessage)
                await ((PlayedSession)context).CallAsync(cancellationToken);
            yield return message;
        }
    }
}

/// <summary>A played source that can look records up: what it says of each key.</summary>
internal sealed class LookingSource : PlayedSource, ILooksUp
{
    public Func<MissingRecord, SourceMessage?> Says { get; set; } = _ => null;

    public ConcurrentQueue<IReadOnlyList<MissingRecord>> LookUps { get; } = new();

    public async IAsyncEnumerable<SourceMessage> LookUpAsync(
        ISourceContext context, StreamDescriptor stream, IReadOnlyList<MissingRecord> missing,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LookUps.Enqueue(missing);
        foreach (var record in missing)
        {
            await ((PlayedSession)context).CallAsync(cancellationToken);
            if (Says(record) is { } message)
                yield return message;
        }
    }
}

/// <summary>Opens sessions on a played source; a call is a permit of the budget and a count, nothing is sent.</summary>
internal sealed class PlayedSessions(PlayedSource source) : ISourceSessions
{
    /// <summary>One thing after the other, so that tests can tell what comes first.</summary>
    public static RateLimit Limit { get; } = new() { Permits = 500, Window = TimeSpan.FromMinutes(1), MaxConcurrency = 1 };

    public SourceSession Open(SourceCredentials credentials, ICallBudget budget, Action<SourceLogLevel, string> log) => new PlayedSession(source, budget);
}

internal sealed class PlayedSession(ISource source, ICallBudget budget) : SourceSession
{
    public override HttpClient Http => throw new NotSupportedException();

    public override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    public override TimeProvider Clock => TimeProvider.System;

    public override ISource Source => source;

    public override CallMeter Meter { get; } = new();

    public async Task CallAsync(CancellationToken cancellationToken)
    {
        var permit = await budget.AcquireAsync(cancellationToken);
        Meter.Sent();
        Meter.Received(10);
        budget.Settle(permit, new CallAnswer { Sent = Clock.GetTimestamp(), Answered = Clock.GetTimestamp(), Status = 200 });
    }

    public override void Log(SourceLogLevel level, string message) { }

    public override void Dispose() { }
}
