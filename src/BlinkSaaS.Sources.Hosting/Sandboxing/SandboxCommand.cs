using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace BlinkSaaS.Sources.Hosting.Sandboxing;

/// <summary>The command that starts a sandbox, with all that confines it before the first line of .NET runs.</summary>
internal static class SandboxCommand
{
    /// <summary>Mounts nothing over each path that is hidden, then becomes the program. The paths end with two dashes.</summary>
    private const string Hide =
        """
        while [ "$1" != "--" ]; do
          if [ -d "$1" ]; then mount -t tmpfs -o size=4k,mode=755 none "$1" || exit 97; else mount --bind /dev/null "$1" || exit 97; fi
          shift
        done
        shift
        unset PWD OLDPWD SHLVL _
        exec "$@"
        """;

    private static readonly string[] s_programFolders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"];

    /// <summary>Null where the machine lacks what it takes.</summary>
    public static ProcessStartInfo? Create(SandboxOptions options, string program, ConfinementKind kind, IEnumerable<string> arguments)
    {
        if (Words(options, kind) is not { } words)
            return null;
        string[] all = [.. words, DotNet(), program, .. arguments];
        var start = new ProcessStartInfo(all[0], all[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = Path.GetPathRoot(program)!,
        };
        start.Environment.Clear();
        // Hexadecimal, as the runtime reads it.
        start.Environment["DOTNET_GCHeapHardLimit"] = options.HeapLimit.ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return start;
    }

    private static List<string>? Words(SandboxOptions options, ConfinementKind kind)
    {
        List<string> words = [];
        if (kind != ConfinementKind.ProcessOnly)
        {
            if (Find("unshare") is not { } unshare || Find("setpriv") is not { } setpriv)
                return null;
            string[] user = kind == ConfinementKind.SameUser ? ["--user", "--map-root-user"] : [];
            words.AddRange([unshare, .. user, "--net", "--ipc", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]);
            // Sockets of other services are files, not network.
            var hidden = options.HiddenPaths.Prepend("/run").Where(Path.Exists).ToList();
            if (hidden.Count > 0)
                words.AddRange(["/bin/sh", "-c", Hide, "sh", .. hidden, "--"]);
            var id = options.UserId.ToString(CultureInfo.InvariantCulture);
            string[] other = kind == ConfinementKind.OwnUser ? ["--reuid", id, "--regid", id, "--clear-groups"] : [];
            words.AddRange([setpriv, .. other, "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"]);
        }

        if (Find("nice") is { } nice)
            words.AddRange([nice, "-n", "10"]);
        return words;
    }

    private static string? Find(string program) => OperatingSystem.IsWindows()
        ? null
        : s_programFolders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>The runtime that runs this very process.</summary>
    private static string DotNet()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(beside) ? beside : name;
    }
}
