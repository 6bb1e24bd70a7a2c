using System.Diagnostics;
using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;

namespace BlinkSaaS.Benchmarks.Pages;

/// <summary>The real program with its demo, in the role of the web where nothing else is said, on a database of this run.</summary>
internal sealed class WebProgram : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly string _folder;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _demo = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WebProgram(Process process, string folder)
    {
        (_process, _folder) = (process, folder);
        process.OutputDataReceived += (_, e) => Hear(e.Data);
        process.ErrorDataReceived += (_, e) => Hear(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address => _address.Task.Result;

    /// <summary>Of the demo's accounts.</summary>
    public string Password => File.ReadAllText(Path.Combine(_folder, "demo-password")).Trim();

    public static async Task<WebProgram> StartAsync(OwnDatabase database, CancellationToken cancellationToken, string roles = "web", params string[] settings)
    {
        var program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "BlinkSaaS.Web", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "BlinkSaaS.Web.dll"));
        if (!File.Exists(program))
            throw new MeasurementException($"There is no {program}. Build the solution first.");
        var folder = Path.Combine(OperatingSystem.IsWindows() ? Path.GetTempPath() : "/var/tmp", $"blinksaas-web-{Environment.ProcessId}");
        var start = new ProcessStartInfo("dotnet",
        [
            program, "--urls", "http://127.0.0.1:0", $"--Roles={roles}", $"--Development:Folder={folder}", $"--Secrets:Key={OwnDatabase.Key}",
            $"--ConnectionStrings:BlinkSaaSOwner={database.Connections.Owner}", $"--ConnectionStrings:BlinkSaaSWeb={database.Connections.Web}",
            $"--ConnectionStrings:BlinkSaaSEngine={database.Connections.Engine}", $"--ConnectionStrings:BlinkSaaSMaintenance={database.Connections.Maintenance}", "--Logging:LogLevel:Default=Warning",
            "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information", "--Logging:LogLevel:BlinkSaaS.Web.Features.Demo=Information", .. settings,
        ])
        {
            WorkingDirectory = Path.GetDirectoryName(program),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        var web = new WebProgram(Process.Start(start)!, folder);
        await web._address.Task.WaitAsync(Patience, TimeProvider.System, cancellationToken);
        await web._demo.Task.WaitAsync(Patience, TimeProvider.System, cancellationToken);
        return web;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            var ended = new MeasurementException("The program ended before it served.");
            _address.TrySetException(ended);
            _demo.TrySetException(ended);
            return;
        }

        if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            _address.TrySetResult(new Uri(line[(at + Listening.Length)..].Trim()));
        if (line.Contains("The demo is ready", StringComparison.Ordinal))
            _demo.TrySetResult();
    }
}
