using System.Diagnostics;

namespace BlinkSaaS.Web.Hosting.Postgres;

/// <summary>
/// Whom PostgreSQL's programs run as. The server refuses to run as root, so under root they get the user
/// <c>postgres</c>, else <c>nobody</c>; everybody else runs them as themselves.
/// </summary>
public sealed class PostgresUser
{
    private readonly string? _name;

    private PostgresUser(string? name) => _name = name;

    /// <summary>The user for this process.</summary>
    public static PostgresUser Current { get; } = new(Choose());

    private static string? Choose()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return null;
        var known = File.Exists("/etc/passwd") ? File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet() : [];
        return known.Contains("postgres") ? "postgres" : known.Contains("nobody") ? "nobody"
            : throw new StartupException("PostgreSQL refuses to run as root and there is neither a user postgres nor nobody. Start BlinkSaaS as another user, or set ConnectionStrings:BlinkSaaS.");
    }

    /// <summary>Makes a folder that belongs to the server's user alone.</summary>
    public void Own(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        if (_name is not null)
            Run(asServer: false, "chown", "-R", _name, folder);
    }

    /// <summary>Runs a program to its end as the server's user. Its output goes into the exception when it fails.</summary>
    public void Run(string program, params string[] arguments) => Run(asServer: true, program, arguments);

    private void Run(bool asServer, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        if (asServer && _name is not null)
        {
            start.UserName = _name;
            start.Environment["HOME"] = Path.GetTempPath();
        }

        // The server has a session of its own and messages in English, whatever the person's settings are.
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new PostgresProgramException(Path.GetFileName(program), $"{output}{error.Result}".Trim());
    }
}

/// <summary>One of PostgreSQL's programs failed.</summary>
public sealed class PostgresProgramException(string program, string output) : Exception($"{program} failed: {output}");
