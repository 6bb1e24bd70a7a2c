using Npgsql;

namespace BlinkSaaS.Web.Hosting.Postgres;

/// <summary>
/// A private PostgreSQL on the loopback address for development and tests. Several hosts share one: each holds a shared
/// advisory lock while it runs, and only the one that can take it exclusively stops the server. A host that was killed
/// leaves the server running; the next one finds it.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const long HostsLock = 0x626C_696E_6B; // "blink"
    private readonly PostgresFolder _folder;
    private readonly string _lockPath;
    private readonly TimeProvider _clock;
    private NpgsqlConnection? _presence;

    private EmbeddedPostgres(EmbeddedPostgresOptions options, TimeProvider clock)
    {
        _folder = new PostgresFolder(options);
        _lockPath = options.Folder.Below("start.lock");
        _clock = clock;
    }

    /// <summary>The port of the server.</summary>
    public int Port { get; private set; }

    /// <summary>Connects as the administrator, to the database <c>postgres</c>.</summary>
    public string AdminConnectionString => AdminConnection(Port).ConnectionString;

    /// <summary>Starts the server, or finds the one that runs already.</summary>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var server = new EmbeddedPostgres(options, clock);
        await server.EnsureRunningAsync(cancellationToken);
        return server;
    }

    /// <summary>Starts the server again where it has died, on the same port where that is free.</summary>
    /// <returns>True when it was found dead.</returns>
    public async Task<bool> ReviveAsync(CancellationToken cancellationToken)
    {
        if (await AnswersAsync(_presence!, cancellationToken))
            return false;
        await _presence!.DisposeAsync();
        await EnsureRunningAsync(cancellationToken);
        return true;
    }

    private async Task EnsureRunningAsync(CancellationToken cancellationToken)
    {
        await using (await LockFileAsync(cancellationToken))
        {
            _folder.Prepare();
            var port = _folder.RunningPort();
            if (port is null)
                Port = _folder.Start(Port == 0 ? null : Port);
            else
                Port = port.Value;
            _presence = await ConnectAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT pg_advisory_lock_shared($1)", _presence) { Parameters = { new() { Value = HostsLock } } };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>A real connection is the proof that the server is ours and ready; recovery after a crash takes its time.</summary>
    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var giveUp = _clock.GetUtcNow() + TimeSpan.FromSeconds(60);
        while (true)
        {
            var connection = new NpgsqlConnection(AdminConnection(Port).ConnectionString);
            try
            {
                await connection.OpenAsync(cancellationToken);
                return connection;
            }
            catch (NpgsqlException e) when (e is PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow } or { InnerException: IOException or System.Net.Sockets.SocketException } && _clock.GetUtcNow() < giveUp)
            {
                await connection.DisposeAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(200), _clock, cancellationToken);
                if (_folder.RunningPort() is null)
                    Port = _folder.Start(Port);
            }
            catch (NpgsqlException e)
            {
                await connection.DisposeAsync();
                throw new StartupException($"The private PostgreSQL on port {Port} does not let us in: {e.Message} Its log is {_folder.LogFile}.", e);
            }
        }
    }

    private static async Task<bool> AnswersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            return false;
        }
    }

    private NpgsqlConnectionStringBuilder AdminConnection(int port) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Username = PostgresFolder.AdminRole,
        Password = _folder.Password,
        Database = "postgres",
        Pooling = false,
        Timeout = 15,
        ApplicationName = "BlinkSaaS presence",
    };

    /// <summary>One host at a time looks at the folder, starts or stops.</summary>
    private async Task<FileStream> LockFileAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(_lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (!cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), _clock, cancellationToken);
            }
        }
    }

    /// <summary>Stops the server if no other host uses it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_presence is null)
            return;
        await using (await LockFileAsync(CancellationToken.None))
        {
            if (await AnswersAsync(_presence, CancellationToken.None))
            {
                await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_shared($1), pg_try_advisory_lock($1)", _presence) { Parameters = { new() { Value = HostsLock } } };
                await using var reader = await command.ExecuteReaderAsync();
                var last = await reader.ReadAsync() && reader.GetBoolean(1);
                await reader.DisposeAsync();
                if (last)
                    _folder.Stop();
            }
        }

        try
        {
            await _presence.DisposeAsync();
        }
        catch (NpgsqlException)
        {
            // The server has gone, with our connection.
        }

        _presence = null;
    }
}
