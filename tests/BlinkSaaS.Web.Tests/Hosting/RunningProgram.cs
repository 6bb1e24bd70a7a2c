using System.Diagnostics;
using System.Text;

namespace BlinkSaaS.Web.Tests.Hosting;

/// <summary>The real program as a process of its own.</summary>
internal sealed class RunningProgram : IDisposable
{
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningProgram(Process process)
    {
        Process = process;
        process.OutputDataReceived += (_, e) => Heard(e.Data);
        process.ErrorDataReceived += (_, e) => Heard(e.Data);
    }

    public Process Process { get; }

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public static RunningProgram Start(params (string Name, string Value)[] settings)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var program = Path.Combine(Architecture.Repository.Root, "artifacts", "bin", "BlinkSaaS.Web", configuration, "BlinkSaaS.Web.dll");
        var start = new ProcessStartInfo("dotnet", [program])
        {
            WorkingDirectory = Path.Combine(Architecture.Repository.Root, "src", "BlinkSaaS.Web"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var running = new RunningProgram(Process.Start(start)!);
        running.Process.BeginOutputReadLine();
        running.Process.BeginErrorReadLine();
        return running;
    }

    /// <summary>The address, once it listens.</summary>
    public async Task<Uri> ListeningAsync()
    {
        var ended = Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(await Task.WhenAny(_listening.Task, ended).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken) == _listening.Task, $"The program ended: {Output}");
        return await _listening.Task;
    }

    public async Task<int> EndedAsync()
    {
        await Process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        return Process.ExitCode;
    }

    public void Dispose()
    {
        if (!Process.HasExited)
            Process.Kill(entireProcessTree: false);
        Process.Dispose();
    }

    private void Heard(string? line)
    {
        const string announcement = "Now listening on: ";
        lock (_output)
            _output.AppendLine(line);
        if (line?.IndexOf(announcement, StringComparison.Ordinal) is >= 0 and var at)
            _listening.TrySetResult(new Uri(line[(at + announcement.Length)..].Trim()));
    }
}
