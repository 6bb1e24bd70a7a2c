using BlinkSaaS.TestDatabase;
using BlinkSaaS.Web.Hosting;
using BlinkSaaS.Web.Hosting.Postgres;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace BlinkSaaS.Web.Tests.Hosting;

/// <summary>A folder for a private server of a test's own, removed with whatever still runs in it.</summary>
public sealed class ServerFolder : IAsyncLifetime
{
    private PostgresBinaries _binaries = null!;

    public LocalFolder Folder { get; } = LocalFolder.At(Path.Combine(Path.GetTempPath(), $"blinksaas-server-{Guid.NewGuid():n}"));

    public EmbeddedPostgresOptions Options => new() { Folder = Folder, Binaries = _binaries };

    public string Data => Folder.Below("data");

    public string PidFile => Path.Combine(Data, "postmaster.pid");

    /// <summary>The process of the server; its file names the port and the folder as well.</summary>
    public int ProcessId => int.Parse(File.ReadLines(PidFile).First(), System.Globalization.CultureInfo.InvariantCulture);

    public async ValueTask InitializeAsync()
    {
        var shared = await TestServer.Instance;
        _binaries = PostgresBinaries.Find(new ConfigurationBuilder().AddEnvironmentVariables().Build(), AppContext.BaseDirectory).CopiedTo(LocalFolder.At(shared.Folder));
    }

    public Task<EmbeddedPostgres> StartAsync() => EmbeddedPostgres.StartAsync(Options, TimeProvider.System, TestContext.Current.CancellationToken);

    public bool IsRunning => new PostgresFolder(Options).RunningPort() is not null;

    public static async Task<object?> AskAsync(string connectionString, string query)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = "test" }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
#pragma warning disable CA2100 // Constants of the tests.
        await using var command = new NpgsqlCommand(query, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        if (IsRunning)
            PostgresUser.Current.Run(_binaries.Program("pg_ctl"), "stop", "-m", "immediate", "-w", "-s", "-D", Data);
        Directory.Delete(Folder.Path, recursive: true);
        return ValueTask.CompletedTask;
    }
}
