using System.Diagnostics;

namespace BlinkSaaS.Benchmarks.Ingest;

/// <summary>Samples what the operating system counts as this process's memory, while something runs.</summary>
internal sealed class MemoryCurve
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);
    private readonly List<double> _samples = [];

    /// <summary>The highest sample, in MB.</summary>
    public double Peak => _samples.Max();

    /// <summary>Memory of the process now, in MB.</summary>
    public static double Now()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1e6;
    }

    /// <summary>What an idle worker takes: nothing is under way, and what can be collected is.</summary>
    public static double Idle()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return Now();
    }

    public async Task WhileAsync(Task work, CancellationToken cancellationToken)
    {
        while (!work.IsCompleted)
        {
            _samples.Add(Now());
            await Task.WhenAny(work, Task.Delay(Every, TimeProvider.System, cancellationToken));
        }

        await work;
    }

    /// <summary>
    /// How much the memory rises from the first quarter's end to the end, in MB, by a straight line through the means of twelve
    /// stretches, and how much of that is noise: twice the standard error of the line. The first quarter is warming up.
    /// </summary>
    public (double Rise, double Noise) Slope()
    {
        const int Stretches = 12;
        var steady = _samples.Skip(_samples.Count / 4).ToList();
        if (steady.Count < Stretches * 2)
            throw new Figures.MeasurementException("The pull was too short to tell whether its memory grows.");
        double[] means = [.. Enumerable.Range(0, Stretches).Select(i => steady.Skip(i * steady.Count / Stretches).Take(steady.Count / Stretches).Average())];
        var (x, y) = ((Stretches - 1) / 2.0, means.Average());
        var spread = Enumerable.Range(0, Stretches).Sum(i => (i - x) * (i - x));
        var slope = Enumerable.Range(0, Stretches).Sum(i => (i - x) * (means[i] - y)) / spread;
        var rest = Enumerable.Range(0, Stretches).Sum(i => Math.Pow(means[i] - y - slope * (i - x), 2)) / (Stretches - 2);
        return (slope * (Stretches - 1), 2 * Math.Sqrt(rest / spread) * (Stretches - 1));
    }
}
