using System.Diagnostics;

namespace BlinkSaaS.E2E.Product;

/// <summary>A program that runs as long as the tests do. What it says goes into a file.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Process process;
    private readonly StreamWriter log;
    private readonly Lock gate = new();
    private readonly List<(string Text, TaskCompletionSource<string> Seen)> awaited = [];
    private readonly List<string> lines = [];

    private ChildProcess(Process process, string logFile)
    {
        this.process = process;
        log = new StreamWriter(logFile) { AutoFlush = true };
        process.OutputDataReceived += (_, e) => Take(e.Data);
        process.ErrorDataReceived += (_, e) => Take(e.Data);
        process.Exited += (_, _) => Take(null);
        // The tests may be stopped from outside: nothing of theirs stays behind.
        AppDomain.CurrentDomain.ProcessExit += Terminate;
    }

    public static ChildProcess Start(string program, string logFile, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment.Remove("ASPNETCORE_URLS");
        var child = new ChildProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, logFile);
        child.process.Start();
        child.process.StandardInput.Close();
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Everything said so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (gate)
                return [.. lines];
        }
    }

    public bool HasExited => process.HasExited;

    /// <summary>The first line that holds the text.</summary>
    public Task<string> LineWithAsync(string text)
    {
        lock (gate)
        {
            if (lines.Find(line => line.Contains(text, StringComparison.Ordinal)) is { } line)
                return Task.FromResult(line);
            var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            awaited.Add((text, seen));
            return seen.Task.WaitAsync(Patience, TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= Terminate;
        Terminate(null, EventArgs.Empty);
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
        }
        process.Dispose();
        await log.DisposeAsync();
    }

    /// <summary>Asked, not killed, so that the host stops its database.</summary>
    private void Terminate(object? sender, EventArgs e)
    {
        if (process.HasExited)
            return;
        if (OperatingSystem.IsWindows())
            process.Kill(entireProcessTree: true);
        else
            using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
                kill.WaitForExit();
    }

    private void Take(string? line)
    {
        lock (gate)
        {
            if (line is not null)
            {
                lines.Add(line);
                log.WriteLine(line);
                foreach (var (text, seen) in awaited.Where(a => line.Contains(a.Text, StringComparison.Ordinal)))
                    seen.TrySetResult(line);
            }
            else if (process.HasExited)
            {
                foreach (var (text, seen) in awaited)
                    seen.TrySetException(new InvalidOperationException($"The program ended before it said “{text}”: {string.Join('\n', lines.TakeLast(20))}"));
            }
        }
    }
}
