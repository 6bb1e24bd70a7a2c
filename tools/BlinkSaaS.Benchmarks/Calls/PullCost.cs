using System.Diagnostics;
using BlinkSaaS.Benchmarks.Figures;

namespace BlinkSaaS.Benchmarks.Calls;

/// <summary>
/// What a pull without a limit takes of this machine: time, processor time and memory. The simulator runs in the same process, so
/// its share is in both: they are upper bounds of the puller's own. PostgreSQL is another process and not in it.
/// </summary>
internal sealed class PullCost : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(20);
    private readonly Process _process = Process.GetCurrentProcess();
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private readonly TimeSpan _processor;
    private readonly long _idle;
    private readonly ITimer _sampling;
    private long _most;

    public PullCost()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        _process.Refresh();
        (_processor, _idle) = (_process.TotalProcessorTime, _process.WorkingSet64);
        _sampling = TimeProvider.System.CreateTimer(_ => Sample(), null, Every, Every);
    }

    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_began);

    public IEnumerable<Figure> Figures(string name)
    {
        Sample();
        var seconds = Elapsed.TotalSeconds;
        return
        [
            new Figure($"{name}: first pull, no limit", seconds, "s"),
            new Figure($"{name}: processor time, with the simulator's", (_process.TotalProcessorTime - _processor).TotalSeconds, "s"),
            new Figure($"{name}: memory above idle, with the simulator's", Math.Max(0, Volatile.Read(ref _most) - _idle) / 1048576.0, "MB"),
        ];
    }

    /// <summary>
    /// Computed, not waited for: all windows but the last are waited out, and the last one's calls take their share of the time
    /// without a limit.
    /// </summary>
    public static IEnumerable<Figure> AtLimits(string name, int calls, TimeSpan withoutLimit, IEnumerable<int> limits) => limits.Select(limit =>
    {
        var windows = (calls - 1) / limit;
        return new Figure($"{name}: at {Figure.Text(limit)} calls a minute, computed", windows * 60 + withoutLimit.TotalSeconds * (calls - windows * limit) / calls, "s");
    });

    public void Dispose()
    {
        _sampling.Dispose();
        _process.Dispose();
    }

    private void Sample()
    {
        _process.Refresh();
        var now = _process.WorkingSet64;
        if (now > Volatile.Read(ref _most))
            Volatile.Write(ref _most, now);
    }
}
