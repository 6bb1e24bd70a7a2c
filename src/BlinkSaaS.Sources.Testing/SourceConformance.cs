using System.Collections.Concurrent;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Sessions;
using Microsoft.Extensions.Options;
using Xunit;

namespace BlinkSaaS.Sources.Testing;

/// <summary>
/// What every source must keep to, as tests. A plugin's test project derives one class from this, says where its fake API
/// is, and gets all of them. Sources run as they do in the host: behind its HTTP pipeline.
/// </summary>
/// <remarks>Each stream of the fake API should have a few pages, and no more than a few hundred records: each is read many times.</remarks>
public abstract partial class SourceConformance : IAsyncLifetime
{
    private const int MostCallsOfARead = 2000;

    private readonly ConcurrentQueue<string> _written = new();
    private SourceConnections? _connections;
    private ApiDetour? _detour;
    private SourceSessions? _sessions;
    private SourcePlugin? _plugin;
    private ISource? _source;

    /// <summary>A new instance of the source.</summary>
    protected abstract ISource CreateSource();

    /// <summary>
    /// The plugin around the source. A plugin that is tested in a process of its own, as the host runs it, is loaded with
    /// <see cref="SourcePlugin.LoadSandboxed"/>.
    /// </summary>
    protected virtual SourcePlugin CreatePlugin() => SourcePlugin.FromSource(CreateSource());

    /// <summary>A credential that the fake API accepts.</summary>
    protected abstract SourceCredentials Credentials { get; }

    /// <summary>How the API answers when the credential is dead. Put <c>{secret}</c> where it repeats the credential.</summary>
    protected abstract CannedAnswer RejectedCredential { get; }

    /// <summary>The parameter of the query that names the page or cursor; null where nothing is paged.</summary>
    protected virtual string? PageParameter => null;

    /// <summary>
    /// How many records the fake API has, by name of the stream; null where that is not said. Without it nothing shows that a
    /// source stops after its first page.
    /// </summary>
    protected virtual IReadOnlyDictionary<string, int>? ExpectedRecords => null;

    /// <summary>Answers in the fake API's place where it is no server but a handler; null where it is one.</summary>
    protected virtual HttpMessageHandler? ApiHandler => null;

    /// <summary>Starts the fake API and says its base address, as it stands in <see cref="SourceDescriptor.BaseAddress"/>.</summary>
    protected abstract ValueTask<Uri> StartApiAsync();

    /// <summary>Stops the fake API.</summary>
    protected virtual ValueTask StopApiAsync() => ValueTask.CompletedTask;

    /// <summary>Makes the fake API send pages that are short without being the last. False where its API never does.</summary>
    protected virtual bool UseShortPages() => false;

    /// <summary>Starts the fake API and what stands before it.</summary>
    public async ValueTask InitializeAsync()
    {
        var plugin = _plugin = CreatePlugin();
        _source = plugin.Source ?? throw new InvalidOperationException(plugin.Reason);
        _detour = new ApiDetour(await StartApiAsync(), ApiHandler);
        _connections = new SourceConnections();
        var options = Options.Create(new SourcesOptions());
        var addresses = new SourceAddresses(options);
        addresses.Set(plugin.Key, _detour.Address);
        _sessions = new SourceSessions(SourceCatalog.Of(plugin), addresses, _connections, options, new ShortPauses());
    }

    /// <summary>Stops both.</summary>
    public async ValueTask DisposeAsync()
    {
        _plugin?.Dispose();
        _connections?.Dispose();
        if (_detour is not null)
            await _detour.DisposeAsync();
        await StopApiAsync();
        GC.SuppressFinalize(this);
    }

    private static CancellationToken TestToken => TestContext.Current.CancellationToken;

    private ApiDetour Detour => _detour!;

    private ISource Source => _source!;

    private WatchedContext Open() =>
        new(_sessions!.Open(AtTheDetour(Credentials), new BoundedBudget(MostCallsOfARead), static (_, _) => { }), _written);

    /// <summary>Where the address is typed, the path and query of the credential's are kept, and the rest leads through the detour.</summary>
    private SourceCredentials AtTheDetour(SourceCredentials credentials)
    {
        if (_plugin!.Descriptor!.BaseAddressField is not { } field)
            return credentials;
        var typed = new Uri(credentials.Settings[field]);
        return credentials with { Settings = new Dictionary<string, string>(credentials.Settings) { [field] = new Uri(Detour.Address, typed.PathAndQuery).AbsoluteUri } };
    }

    private async Task<CheckResult> CheckAsync()
    {
        using var context = Open();
        return await Source.CheckAsync(context, TestToken);
    }

    private async Task<IReadOnlyList<StreamDescriptor>> DiscoverAsync()
    {
        using var context = Open();
        var streams = new List<StreamDescriptor>();
        await foreach (var stream in Source.DiscoverAsync(context, TestToken))
            streams.Add(stream);
        return streams;
    }

    private async Task<IReadOnlyList<Partition>> PartitionAsync(StreamDescriptor stream)
    {
        using var context = Open();
        var partitions = new List<Partition>();
        await foreach (var partition in Source.PartitionAsync(context, stream, TestToken))
            partitions.Add(partition);
        return partitions;
    }

    /// <summary>Every partition of every stream.</summary>
    private async Task<IReadOnlyList<Part>> PartsAsync()
    {
        var parts = new List<Part>();
        foreach (var stream in await DiscoverAsync())
            parts.AddRange((await PartitionAsync(stream)).Select(partition => new Part(stream, partition)));
        return parts;
    }

    /// <summary>A read that must come to its end.</summary>
    private async Task<PartRead> ReadAsync(Part part, string? checkpoint = null)
    {
        var read = await TryReadAsync(part, checkpoint, TestToken);
        Assert.True(read.Problem is null, $"{part} failed: {read.Problem}");
        Assert.True(read.Completion is not null, $"{part} ended without saying that it is complete.");
        return read;
    }

#pragma warning disable CA1031 // Whatever ends a read is what the tests look at.
    private async Task<PartRead> TryReadAsync(Part part, string? checkpoint, CancellationToken cancellationToken, Action<SourceMessage>? seen = null)
    {
        var read = new PartRead(part.Stream);
        try
        {
            using var context = Open();
            var request = new ReadRequest { Stream = part.Stream, Partition = part.Partition, Checkpoint = checkpoint };
            await foreach (var message in Source.ReadAsync(context, request, cancellationToken))
            {
                read.Messages.Add(message);
                seen?.Invoke(message);
            }
        }
        catch (Exception problem)
        {
            read.Problem = problem;
        }

        return read;
    }
#pragma warning restore CA1031

    private sealed record Part(StreamDescriptor Stream, Partition Partition)
    {
        public override string ToString() =>
            Partition.Key.Length == 0 ? $"Stream {Stream.Name}" : $"Stream {Stream.Name}, partition {Partition.Key}";
    }
}
