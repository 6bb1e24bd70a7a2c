using System.Diagnostics;
using System.Globalization;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.SignIns;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Web.Features.Demo;

/// <summary>
/// Runs the bundled ClickUp simulator as a child process and leads the ClickUp source to it. It starts before any job
/// does, and ends with this process, however that ends.
/// </summary>
public sealed partial class DemoSimulator(
    DemoState state, SourceAddresses addresses, IOptions<SourcesOptions> sources, IOptions<DemoOptions> options, ILogger<DemoSimulator> logger) : IHostedService, IDisposable
{
    private const string Announcement = "ClickUp simulator listening on ";
    private const string ClientLine = "OAuth client: ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private Process? _process;

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (addresses.Find("clickup") is not null)
            return; // the operator leads ClickUp elsewhere: theirs counts
        if (Find() is not { } program)
        {
            NotBuilt(logger);
            return;
        }

        _process = Process.Start(new ProcessStartInfo("dotnet",
            [program, "--urls", "http://127.0.0.1:0", "--world", "demo", "--latency", "40",
                "--limit", options.Value.CallsPerMinute.ToString(CultureInfo.InvariantCulture),
                "--parent-pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        giveUp.CancelAfter(Patience);
        var tokens = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await _process.StandardOutput.ReadLineAsync(giveUp.Token) is { } line)
        {
            if (line.StartsWith("Token ", StringComparison.Ordinal) && line.Split(": ") is [var name, var secret])
                tokens[name["Token ".Length..]] = secret;
            if (line.StartsWith(ClientLine, StringComparison.Ordinal) && line[ClientLine.Length..].Split(' ') is [var id, var clientSecret])
                sources.Value.OAuthClients["clickup"] = new OAuthClient { ClientId = id, ClientSecret = clientSecret, AuthorizeAddress = "/oauth/authorize" };
            if (!line.StartsWith(Announcement, StringComparison.Ordinal))
                continue;
            addresses.Set("clickup", new Uri(line[Announcement.Length..] + "/api/"));
            state.Tokens = tokens;
            _ = DrainAsync(_process);
            return;
        }

        NotStarted(logger);
    }

    /// <summary>Ends the simulator; the ClickUp source goes back to ClickUp's own address.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_process is { HasExited: false } running)
                running.Kill();
        }
        catch (InvalidOperationException)
        {
            // A host that is disposed of before it has stopped has let go of the process, which follows this one's end.
        }

        if (state.Tokens.Count > 0)
            addresses.Remove("clickup");
        state.Tokens = new Dictionary<string, string>();
        return Task.CompletedTask;
    }

    /// <summary>Beside this program, as the build lays both out.</summary>
    private static string? Find()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(own.FullName, "..", "..", "ClickUpSimulator", own.Name, "ClickUpSimulator.dll");
        return File.Exists(path) ? Path.GetFullPath(path) : null;
    }

    private static async Task DrainAsync(Process process)
    {
        try
        {
            while (await process.StandardOutput.ReadLineAsync() is not null)
            {
                // Nobody reads on, but a full pipe would stop the simulator.
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or InvalidOperationException or IOException)
        {
            // It has ended.
        }
    }

    /// <inheritdoc />
    public void Dispose() => _process?.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The bundled ClickUp simulator is not built, so the demo has no connections. Build the whole solution, then start again.")]
    private static partial void NotBuilt(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The bundled ClickUp simulator did not start, so the demo has no connections.")]
    private static partial void NotStarted(ILogger logger);
}
