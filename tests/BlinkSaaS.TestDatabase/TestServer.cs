using System.Reflection;
using BlinkSaaS.Pulls;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Hosting;
using BlinkSaaS.Web.Hosting.Database;
using BlinkSaaS.Web.Hosting.Postgres;
using BlinkSaaS.Web.Hosting.Secrets;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace BlinkSaaS.TestDatabase;

/// <summary>The private server that all tests of this machine share, and a migrated database to copy from.</summary>
public sealed class TestServer
{
    /// <summary>The instance key of all test databases, in Base64.</summary>
    public const string Key = "dGVzdHMgb25seTogbm90IGEgc2VjcmV0IG9mIGFueW9uZSE=";

    private static readonly Lazy<Task<TestServer>> Shared = new(StartAsync);
    private readonly EmbeddedPostgres _server;

    private TestServer(EmbeddedPostgres server, string template, string folder) => (_server, Template, Folder) = (server, template, folder);

    /// <summary>The server, started at first use and stopped by the last test process that ends.</summary>
    public static Task<TestServer> Instance => Shared.Value;

    /// <summary>Name of the migrated database.</summary>
    public string Template { get; }

    /// <summary>Where the server keeps its files.</summary>
    public string Folder { get; }

    /// <summary>Connects as the administrator.</summary>
    public string Admin(string database) => new NpgsqlConnectionStringBuilder(_server.AdminConnectionString) { Database = database, ApplicationName = "tests" }.ConnectionString;

    private static async Task<TestServer> StartAsync()
    {
        var folder = Environment.GetEnvironmentVariable("BLINKSAAS_TEST_FOLDER") is { Length: > 0 } named ? LocalFolder.At(named)
            : Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows() ? LocalFolder.At("/var/lib/blinksaas-tests")
            : LocalFolder.At(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "BlinkSaaS-tests"));
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var binaries = PostgresBinaries.Find(configuration, AppContext.BaseDirectory).CopiedTo(folder);
        var server = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { Folder = folder, Binaries = binaries, Durable = false }, TimeProvider.System, CancellationToken.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            NpgsqlConnection.ClearAllPools();
            server.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(20));
        };
        var template = $"template_{Build(typeof(AppDbContext).Assembly)}_{Build(typeof(PullSchema).Assembly)}";
        var result = new TestServer(server, template, folder.Path);
        await result.MakeTemplateAsync();
        return result;
    }

    private static string Build(Assembly assembly) => assembly.ManifestModule.ModuleVersionId.ToString("n")[..10];

    private async Task MakeTemplateAsync()
    {
        await using var connection = new NpgsqlConnection(Admin("postgres"));
        await connection.OpenAsync();
        await RunAsync(connection, "SELECT pg_advisory_lock(4711)");
        await using (var find = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = Template } } })
        {
            if (await find.ExecuteScalarAsync() is not null)
                return;
        }

        // Built under another name: one that was cut off half-way is never copied from.
        await RunAsync(connection, "DROP DATABASE IF EXISTS template_draft WITH (FORCE)");
        var admin = await DatabaseStart.CreateDatabaseAsync(Admin("postgres"), "template_draft", CancellationToken.None);
        var key = InstanceKey.Parse(Key);
        var connections = await new DatabaseRoles(key).ProvisionAsync(admin, CancellationToken.None);
        await DatabaseStart.MigrateAsync(connections, key, CancellationToken.None);
        NpgsqlConnection.ClearAllPools();
        await RunAsync(connection, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'template_draft'");
        await RunAsync(connection, $"ALTER DATABASE template_draft RENAME TO {Template}");
    }

    /// <summary>A new database, as a copy of the migrated one.</summary>
    public async Task CreateAsync(string database)
    {
        await using var connection = new NpgsqlConnection(Admin("postgres"));
        await connection.OpenAsync();
        await RunAsync(connection, $"CREATE DATABASE {database} TEMPLATE {Template}");
    }

    /// <summary>Removes a database, whoever is connected.</summary>
    public async Task DropAsync(string database)
    {
        await using var connection = new NpgsqlConnection(Admin("postgres"));
        await connection.OpenAsync();
        await RunAsync(connection, $"DROP DATABASE IF EXISTS {database} WITH (FORCE)");
    }

    private static async Task RunAsync(NpgsqlConnection connection, string statement)
    {
#pragma warning disable CA2100 // Names made by this class.
        await using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
