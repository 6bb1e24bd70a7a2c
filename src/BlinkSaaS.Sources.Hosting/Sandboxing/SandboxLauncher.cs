using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Sources.Hosting.Sandboxing;

/// <summary>Starts sandboxes, confined as well as the machine can.</summary>
public sealed class SandboxLauncher
{
    private const string ProgramName = "BlinkSaaS.Sources.Sandbox.dll";
    private static readonly TimeSpan s_probeLimit = TimeSpan.FromSeconds(20);

    private readonly Lazy<Confinement> _confinement;

    /// <summary>Probes nothing yet.</summary>
    public SandboxLauncher(IOptions<SourcesOptions> options)
    {
        Options = options.Value.Sandbox;
        Program = Options.Program ?? Path.Combine(AppContext.BaseDirectory, "sandbox", ProgramName);
        _confinement = new Lazy<Confinement>(Probe);
    }

    internal SandboxLauncher(SandboxOptions options, Confinement confinement)
        : this(Microsoft.Extensions.Options.Options.Create(new SourcesOptions { Sandbox = options })) => _confinement = new Lazy<Confinement>(confinement);

    /// <summary>How well the machine can confine. The first to ask waits for the probe.</summary>
    public Confinement Confinement => _confinement.Value;

    /// <summary>Whether plugins that do not come with BlinkSaaS may run here.</summary>
    public bool IsAllowed => Confinement.HasNoNetwork || Options.AllowNetworkNotConfined;

    internal SandboxOptions Options { get; }

    private string Program { get; }

    /// <exception cref="PluginFailedException">It cannot be started.</exception>
    internal Process Start(params string[] arguments) => Start(Confinement.Kind, arguments);

    private Process Start(ConfinementKind kind, params string[] arguments)
    {
        if (!File.Exists(Program))
            throw new PluginFailedException($"The program that runs plugins is missing: {Program}.");
        try
        {
            var start = SandboxCommand.Create(Options, Path.GetFullPath(Program), kind, arguments)
                ?? throw new PluginFailedException("This machine has no unshare or no setpriv.");
            return Process.Start(start)!;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            throw new PluginFailedException($"The process of the plugin could not be started: {e.Message}");
        }
    }

    /// <summary>Tries the best first. What counts is what the process itself finds: no way to a port that is open here.</summary>
    private Confinement Probe()
    {
        if (!OperatingSystem.IsLinux())
            return new Confinement(ConfinementKind.ProcessOnly, "Only Linux can take the network from a process.");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var reason = "";
        ConfinementKind[] kinds = Environment.IsPrivilegedProcess ? [ConfinementKind.OwnUser, ConfinementKind.SameUser] : [ConfinementKind.SameUser];
        foreach (var kind in kinds)
        {
            reason = Try(kind, port);
            if (reason.Length == 0)
                return new Confinement(kind, kind == ConfinementKind.OwnUser ? null : "The host is no superuser, so plugins run under its own user.");
        }

        return new Confinement(ConfinementKind.ProcessOnly, $"This machine does not let BlinkSaaS start a process without network ({reason})");
    }

    /// <summary>Why it does not work; empty where it does.</summary>
    private string Try(ConfinementKind kind, string port)
    {
        try
        {
            using var process = Start(kind, "probe", port);
            process.StandardInput.Close();
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            if (!process.WaitForExit(s_probeLimit))
            {
                process.Kill(entireProcessTree: true);
                return "it did not answer in time.";
            }

            return process.ExitCode == 0 && output.Result.Trim() == "confined" ? "" : Line(errors.Result + output.Result);
        }
        catch (PluginFailedException e)
        {
            return e.Message;
        }
    }

    private static string Line(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length == 0 ? "no reason was given." : line[..Math.Min(200, line.Length)];
    }
}
