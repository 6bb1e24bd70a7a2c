using System.Diagnostics;
using System.Text.Json;
using BlinkSaaS.Benchmarks.Figures;

namespace BlinkSaaS.Faults.Workers;

/// <summary>A running worker process.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private const int RememberedLines = 40;

    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _complaints = new();

    private WorkerProcess(Process process, Action<WorkerEvent> heard)
    {
        _process = process;
        process.OutputDataReceived += (_, e) =>
        {
            if (e.Data == WorkerEvent.Ready)
                _ready.TrySetResult();
            else if (e.Data is not null && WorkerEvent.Parse(process.Id, e.Data, TimeProvider.System.GetTimestamp()) is { } found)
                heard(found);
        };
        process.ErrorDataReceived += (_, e) => Remember(e.Data);
        process.Exited += (_, _) => _ready.TrySetException(new MeasurementException($"A worker ended before it began. {Complaints}"));
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Name by which the tables know it.</summary>
    public string Name => $"worker {Id}";

    public bool IsRunning => !_process.HasExited;

    /// <summary>The last lines of its standard error.</summary>
    public string Complaints
    {
        get
        {
            lock (_complaints)
                return string.Join('\n', _complaints);
        }
    }

    /// <summary>Starts this program once more, as a worker.</summary>
    public static WorkerProcess Start(WorkerSettings settings, Action<WorkerEvent> heard)
    {
        var process = StartProgram(Worker.Command, hearErrors: true);
        var worker = new WorkerProcess(process, heard);
        process.StandardInput.WriteLine(JsonSerializer.Serialize(settings));
        process.StandardInput.Flush();
        return worker;
    }

    /// <summary>Starts this program once more, with another command.</summary>
    public static Process StartProgram(string command, bool hearErrors = false)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "BlinkSaaS.Faults.dll");
        var dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        return Process.Start(new ProcessStartInfo(dotnet, [program, command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = hearErrors,
        })!;
    }

    public Task ReadyAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    /// <summary>Kills it: no line of its code runs any more (SIGKILL).</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Freezes it where it is (SIGSTOP).</summary>
    public void Freeze() => Signal("-STOP");

    /// <summary>Lets it go on as if nothing had been (SIGCONT).</summary>
    public void Thaw() => Signal("-CONT");

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Lets it end what it does; kills it where that takes long.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }

    private void Remember(string? line)
    {
        if (line is null)
            return;
        lock (_complaints)
        {
            _complaints.Enqueue(line);
            if (_complaints.Count > RememberedLines)
                _complaints.Dequeue();
        }
    }
}
