using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Benchmarks.Ingest;
using BlinkSaaS.Pulls;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BlinkSaaS.Benchmarks.Due;

/// <summary>A worker as the host starts it, with Hangfire and the dispatcher, whose pulls read nothing from a source in memory.</summary>
internal sealed class WorkerNode : IPullConnections, IPullOutcomes, IAsyncDisposable
{
    private readonly IHost _host;

    private WorkerNode(OwnDatabase database)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddDatabase(database.Connections);
        builder.Services.AddJobs(database.Connections, new NodeRoles(Web: false, Worker: true));
        builder.Services.AddSingleton<ISourceSessions>(new MemorySource(Stream));
        builder.Services.AddSingleton<IPullConnections>(this);
        builder.Services.AddSingleton<IPullOutcomes>(this);
        _host = builder.Build();
    }

    private static StreamDescriptor Stream { get; } = new()
    {
        Name = "nothing", Title = "Nothing", Description = "Nothing changed.", PrimaryKey = ["id"], Columns = [new("id", "Id", ColumnType.Text)], Incremental = true,
    };

    public static async Task<WorkerNode> StartAsync(OwnDatabase database, CancellationToken cancellationToken)
    {
        var node = new WorkerNode(database);
        await node._host.StartAsync(cancellationToken);
        return node;
    }

    public Task<PullConnection?> OpenAsync(ConnectionKey key, CancellationToken cancellationToken) => Task.FromResult<PullConnection?>(new PullConnection(
        new SourceCredentials { SourceKey = "memory", Settings = new Dictionary<string, string>(), Secrets = new Dictionary<string, string>() },
        key.ToString(), MemorySource.Limit));

    public Task FinishedAsync(ConnectionKey key, PullResult result, CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
