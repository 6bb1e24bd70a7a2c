using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace BlinkSaaS.Web.Hosting.Postgres;

/// <summary>The folder of a private server: made once, then started and stopped. No connection is opened here.</summary>
public sealed class PostgresFolder(EmbeddedPostgresOptions options)
{
    /// <summary>The role that made the server. Nothing serves as it: it provisions the roles and is then put away.</summary>
    public const string AdminRole = "blink_admin";

    private string Data => options.Folder.Below("data");
    private string PidFile => Path.Combine(Data, "postmaster.pid");
    private string PasswordFile => options.Folder.Below("admin-password");

    /// <summary>The administrator's random password.</summary>
    public string Password => File.ReadAllText(PasswordFile);

    /// <summary>Where the server writes what it has to say.</summary>
    public string LogFile => Path.Combine(Data, "server.log");

    /// <summary>Makes the folder where it is missing, and refuses one that these programs cannot run.</summary>
    public void Prepare()
    {
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
        {
            // The server's user passes through; what is secret in here has its own mode.
            File.SetUnixFileMode(options.Folder.Path, (UnixFileMode)Convert.ToInt32("711", 8));
        }

        var version = Path.Combine(Data, "PG_VERSION");
        if (!File.Exists(version))
        {
            Initialize();
            return;
        }

        var major = File.ReadAllText(version).Trim();
        if (major != options.Binaries.Major.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            throw new StartupException(
                $"The database folder {Data} was made by PostgreSQL {major}, but the programs found are {options.Binaries.Version} ({options.Binaries.BinFolder}). " +
                $"Set Postgres:Binaries to the bin folder of a PostgreSQL {major}, or set the folder aside to begin with an empty one: mv '{Data}' '{Data}-{major}'. Nothing was changed.");
        }

        if (!File.Exists(PasswordFile))
        {
            throw new StartupException(
                $"The database folder {Data} is there, but the file {PasswordFile} with its password is gone. " +
                $"Put the file back, or set the folder aside to begin with an empty one: mv '{Data}' '{Data}-old'.");
        }
    }

    private void Initialize()
    {
        if (Directory.Exists(Data))
        {
            throw new StartupException(
                $"{Data} is there but is no database folder. Set it aside (mv '{Data}' '{Data}-old') or set Development:Folder to another place.");
        }

        // Made beside its place and moved there when it is whole: a start that is killed leaves nothing half.
        var draft = $"{Data}.{Guid.NewGuid():n}";
        Directory.CreateDirectory(draft);
        var passwordFile = Path.Combine(draft, "pw");
        LocalFolder.WritePrivate(PasswordFile, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));
        LocalFolder.WritePrivate(passwordFile, Password);
        var data = Path.Combine(draft, "data");
        PostgresUser.Current.Own(draft);
        string[] locale = options.Binaries.Major >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"] : ["--locale=C.UTF-8"];
        PostgresUser.Current.Run(options.Binaries.Program("initdb"),
            ["-D", data, "-U", AdminRole, $"--pwfile={passwordFile}", "--auth=scram-sha-256", "--encoding=UTF8", .. locale, .. options.Durable ? (string[])[] : ["--no-sync"]]);
        File.AppendAllText(Path.Combine(data, "postgresql.conf"), $"""

            # BlinkSaaS: a private server for one machine
            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            password_encryption = 'scram-sha-256'
            max_connections = 300
            shared_buffers = 256MB
            max_wal_size = 4GB
            autovacuum_analyze_scale_factor = 0.02
            {(options.Durable ? "" : "fsync = off\nfull_page_writes = off\nsynchronous_commit = off")}
            """);
        Directory.Move(data, Data);
        Directory.Delete(draft, recursive: true);
    }

    /// <summary>The port of the server that runs in this folder, as far as its files tell; null when none can be running.</summary>
    public int? RunningPort()
    {
        try
        {
            var lines = File.ReadAllLines(PidFile);
            return lines.Length >= 4 && int.TryParse(lines[0], out var pid) && IsServer(pid) && int.TryParse(lines[3], out var port) ? port : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private bool IsServer(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.ProcessName.StartsWith("postgres", StringComparison.Ordinal) && RunsHere(pid);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>
    /// After a full restart the number may belong to another PostgreSQL of this machine. A server works in its data folder,
    /// so that its own note there says the same as ours; only Linux lets us look.
    /// </summary>
    private bool RunsHere(int pid)
    {
        if (!OperatingSystem.IsLinux())
            return true;
        try
        {
            const int processFolderAndStart = 3;
            return File.ReadLines($"/proc/{pid}/cwd/{Path.GetFileName(PidFile)}").Take(processFolderAndStart)
                .SequenceEqual(File.ReadLines(PidFile).Take(processFolderAndStart));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Starts the server on a free port of the loopback address and waits until it takes connections.</summary>
    public int Start(int? preferredPort)
    {
        File.Delete(PidFile); // after a full restart the number in it may belong to some other program
        var port = preferredPort is { } wanted && IsFree(wanted) ? wanted : FreePort();
        try
        {
            PostgresUser.Current.Run(options.Binaries.Program("pg_ctl"), "start", "-w", "-t", "120", "-s", "-D", Data, "-l", LogFile, "-o", $"-p {port}");
        }
        catch (PostgresProgramException e)
        {
            throw new StartupException($"PostgreSQL did not start: {e.Message} Its log is {LogFile}: {LastLines(LogFile)}", e);
        }

        return port;
    }

    /// <summary>Stops the server; open transactions are rolled back.</summary>
    public void Stop() => PostgresUser.Current.Run(options.Binaries.Program("pg_ctl"), "stop", "-m", "fast", "-w", "-s", "-D", Data);

    private static string LastLines(string path) =>
        File.Exists(path) ? string.Join(" | ", File.ReadLines(path).TakeLast(5)) : "(no log)";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
