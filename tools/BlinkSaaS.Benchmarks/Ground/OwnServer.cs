using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Web.Hosting;
using BlinkSaaS.Web.Hosting.Postgres;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace BlinkSaaS.Benchmarks.Ground;

/// <summary>
/// A PostgreSQL of this program's own, as the host would start it: durable, with a folder that nothing else uses. One run at a
/// time: two at once would measure each other.
/// </summary>
internal sealed class OwnServer : IAsyncDisposable
{
    private const string Template = "run_template";

    private readonly EmbeddedPostgres _server;
    private readonly PostgresBinaries _binaries;
    private readonly LocalFolder _folder;
    private readonly FileStream _lock;
    private bool _migrated;
    private int _databases;

    private OwnServer(EmbeddedPostgres server, PostgresBinaries binaries, LocalFolder folder, FileStream held) =>
        (_server, _binaries, _folder, _lock) = (server, binaries, folder, held);

    /// <summary>The folder is <c>BLINKSAAS_MEASURE_FOLDER</c>/program, else beside the other local data of this user.</summary>
    public static async Task<OwnServer> StartAsync(string program, Action<string> note, CancellationToken cancellationToken)
    {
        var root = Environment.GetEnvironmentVariable("BLINKSAAS_MEASURE_FOLDER") is { Length: > 0 } named ? named
            : Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows() ? "/var/lib/blinksaas-measure"
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "BlinkSaaS-measure");
        var folder = LocalFolder.At(Path.Combine(root, program));
        var held = await LockAsync(folder.Below("run.lock"), note, cancellationToken);
        try
        {
            var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
            var binaries = PostgresBinaries.Find(configuration, AppContext.BaseDirectory).CopiedTo(LocalFolder.At(root));
            var server = await EmbeddedPostgres.StartAsync(
                new EmbeddedPostgresOptions { Folder = folder, Binaries = binaries, Durable = true }, TimeProvider.System, cancellationToken);
            var own = new OwnServer(server, binaries, folder, held);
            await own.DropLeftoversAsync(cancellationToken);
            return own;
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>A database with the shipped schema, by the shipped roles: migrated once, then copied.</summary>
    public async Task<OwnDatabase> NewDatabaseAsync(CancellationToken cancellationToken)
    {
        if (!_migrated)
            await OwnDatabase.MigrateAsync(_server.AdminConnectionString, Template, cancellationToken);
        _migrated = true;
        var name = $"run_{Environment.ProcessId}_{++_databases}";
        await using (var connection = new NpgsqlConnection(_server.AdminConnectionString))
        {
            await connection.OpenAsync(cancellationToken);
#pragma warning disable CA2100 // Names made by this program.
            await using var copy = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE {Template}", connection);
#pragma warning restore CA2100
            await copy.ExecuteNonQueryAsync(cancellationToken);
        }

        return await OwnDatabase.OpenAsync(_server.AdminConnectionString, name, cancellationToken);
    }

    /// <summary>Runs a statement as the administrator, outside of every run's database.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_server.AdminConnectionString);
        await connection.OpenAsync(cancellationToken);
#pragma warning disable CA2100 // Put together by this program.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Version and the settings that matter to figures.</summary>
    public async Task<string> DescribeAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_server.AdminConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            SELECT string_agg(name || ' ' || current_setting(name), ', ' ORDER BY name) FROM pg_settings
            WHERE name IN ('shared_buffers', 'fsync', 'synchronous_commit', 'full_page_writes', 'max_wal_size', 'wal_compression', 'wal_level')
            """, connection);
        return $"PostgreSQL {connection.PostgreSqlVersion}: {await command.ExecuteScalarAsync(cancellationToken)}; {Environment.ProcessorCount} processors{Load()}";
    }

    /// <summary>Ends the server without a word, as a power cut would.</summary>
    public void StopAtOnce() =>
        PostgresUser.Current.Run(_binaries.Program("pg_ctl"), "stop", "-m", "immediate", "-w", "-s", "-D", _folder.Below("data"));

    /// <summary>Starts it again, on the same port.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        var port = _server.Port;
        if (!await _server.ReviveAsync(cancellationToken))
            throw new MeasurementException("The server was to be started again, but it had never stopped.");
        if (_server.Port != port)
            throw new MeasurementException($"Port {port} was taken while the server was down. Run it again.");
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await _server.DisposeAsync();
        await _lock.DisposeAsync();
    }

    private static async Task<FileStream> LockAsync(string path, Action<string> note, CancellationToken cancellationToken)
    {
        var told = false;
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                if (!told)
                    note($"Another run holds {path}; this one begins when it is over.");
                told = true;
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <summary>What a run that was killed left behind.</summary>
    private async Task DropLeftoversAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_server.AdminConnectionString);
        await connection.OpenAsync(cancellationToken);
        var names = new List<string>();
        await using (var find = new NpgsqlCommand("SELECT format('DROP DATABASE %I WITH (FORCE)', datname) FROM pg_database WHERE datname ~ '^run_'", connection))
        await using (var reader = await find.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                names.Add(reader.GetString(0));
        }

        foreach (var drop in names)
        {
#pragma warning disable CA2100 // Put together and quoted by the server.
            await using var command = new NpgsqlCommand(drop, connection);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static string Load() =>
        OperatingSystem.IsLinux() ? $", load {File.ReadAllText("/proc/loadavg").Split(' ')[0]} when it began" : "";
}
