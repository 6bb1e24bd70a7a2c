using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Benchmarks.Ingest;
using BlinkSaaS.Pulls;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Hooks;
using BlinkSaaS.Web.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BlinkSaaS.Benchmarks.Due;

/// <summary>A worker as the host starts it, with Hangfire and the dispatcher, whose pulls read from a source in memory.</summary>
internal sealed class WorkerNode : IPullConnections, IPullOutcomes, IAsyncDisposable
{
    private readonly IHost _host;
    private readonly Func<ConnectionKey, string> _budgetOf;
    private readonly RateLimit _limit;

    private WorkerNode(OwnDatabase database, ISourceSessions source, RateLimit limit, Func<ConnectionKey, string> budgetOf)
    {
        (_limit, _budgetOf) = (limit, budgetOf);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddDatabase(database.Connections);
        builder.Services.AddJobs(database.Connections, new NodeRoles(Web: false, Worker: true));
        builder.Services.AddDataProtection();
        builder.Services.AddWebhooks(); // asked for by a job that runs by the clock
        builder.Services.AddSingleton(source);
        builder.Services.AddSingleton<IPullConnections>(this);
        builder.Services.AddSingleton<IPullOutcomes>(this);
        _host = builder.Build();
    }

    /// <summary>A stream without records.</summary>
    public static StreamDescriptor Nothing { get; } = new()
    {
        Name = "nothing", Title = "Nothing", Description = "Nothing changed.", PrimaryKey = ["id"], Columns = [new("id", "Id", ColumnType.Text)], Incremental = true,
    };

    /// <summary>One whose pulls have nothing to read, each with a token of its own.</summary>
    public static Task<WorkerNode> StartAsync(OwnDatabase database, CancellationToken cancellationToken) =>
        StartAsync(database, new MemorySource(Nothing), MemorySource.Limit, key => key.ToString(), cancellationToken);

    /// <param name="database">Where what is due stands.</param>
    /// <param name="source">What its pulls read.</param>
    /// <param name="limit">What the source declares.</param>
    /// <param name="budgetOf">Names the token of a connection.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static async Task<WorkerNode> StartAsync(
        OwnDatabase database, ISourceSessions source, RateLimit limit, Func<ConnectionKey, string> budgetOf, CancellationToken cancellationToken)
    {
        var node = new WorkerNode(database, source, limit, budgetOf);
        await node._host.StartAsync(cancellationToken);
        return node;
    }

    public Task<PullConnection?> OpenAsync(ConnectionKey key, CancellationToken cancellationToken) => Task.FromResult<PullConnection?>(new PullConnection(
        new SourceCredentials { SourceKey = "memory", Settings = new Dictionary<string, string>(), Secrets = new Dictionary<string, string>() },
        _budgetOf(key), _limit));

    public Task FinishedAsync(ConnectionKey key, PullResult result, CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
