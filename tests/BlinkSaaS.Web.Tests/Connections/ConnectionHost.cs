extern alias simulator;

using BlinkSaaS.Pulls;
using BlinkSaaS.Web.Hosting.Database;
using BlinkSaaS.Web.Jobs;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using simulator::ClickUpSimulator;
using simulator::ClickUpSimulator.Limits;
using simulator::ClickUpSimulator.Worlds;

namespace BlinkSaaS.Web.Tests.Connections;

/// <summary>The real program with the real ClickUp plugin, led to a simulator in this process.</summary>
public class ConnectionHost : WebHost, IAsyncLifetime
{
    public SimulatorHost ClickUp { get; private set; } = null!;

    /// <summary>"web": pulls run when a test says so. With "worker" the host pulls by itself.</summary>
    protected virtual string Roles => "web";

    protected virtual SimulatorOptions World => new()
    {
        World = WorldOptions.Small with { ClickUpWorkspaces = 1, Spaces = 1, ArchivedSpaces = 0, FoldersPerSpace = 1, ListsPerFolder = 1, TasksPerList = 4 },
        RateLimit = new RateLimitSettings { Limit = 100_000 },
    };

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        ClickUp = await SimulatorHost.StartAsync(World, TestContext.Current.CancellationToken);
        await BeginAsync();
        await InitializeAsync();
        await PrepareAsync();
    }

    /// <summary>What must run before the host.</summary>
    protected virtual Task BeginAsync() => Task.CompletedTask;

    protected virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>Pulls a connection now, in the job's own way.</summary>
    public async Task PullAsync(string publicId)
    {
        var key = await KeyAsync(publicId);
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<PullWork>().OneAsync(key.WorkspaceId, key.ConnectionId, TestContext.Current.CancellationToken);
    }

    public async Task<ConnectionKey> KeyAsync(string publicId)
    {
        var row = await RowsAsync("SELECT workspace_id, id FROM connections WHERE public_id = $1", publicId);
        return new ConnectionKey((long)row[0][0]!, (int)row[0][1]!);
    }

    /// <summary>Reads as the owner of all tables.</summary>
    public async Task<List<object?[]>> RowsAsync(string query, params object[] values)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Services.GetRequiredService<DatabaseConnections>().Owner) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
#pragma warning disable CA2100 // Constants of the tests.
        await using var command = new NpgsqlCommand(query, connection);
#pragma warning restore CA2100
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<object?[]>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
                row[i] = await reader.IsDBNullAsync(i, TestContext.Current.CancellationToken) ? null : reader.GetValue(i);
            rows.Add(row);
        }

        return rows;
    }

    public async Task<T> ValueAsync<T>(string query, params object[] values) => (T)(await RowsAsync(query, values))[0][0]!;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Roles", Roles);
        // A source that is away is tried again at once, so that a test need not wait for what people may.
        builder.ConfigureServices(services => services.Configure<PullOptions>(options => options.Retries = [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(100)]));
        builder.UseSetting("Sources:clickup:BaseAddress", ClickUp.BaseAddress.ToString());
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await ClickUp.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
