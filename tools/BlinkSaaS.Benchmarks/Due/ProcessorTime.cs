using System.Diagnostics;
using System.Globalization;
using BlinkSaaS.Benchmarks.Ground;

namespace BlinkSaaS.Benchmarks.Due;

/// <summary>Time of the processors that this program and its PostgreSQL have used so far.</summary>
internal sealed record ProcessorTime(TimeSpan Program, TimeSpan Postgres)
{
    /// <summary>Ticks of the kernel's counters in a second: the same on every machine that Linux reports them on.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Where a process's own two times stand behind its name; those of its children that ended follow.</summary>
    private const int FirstTime = 11;

    /// <summary>PostgreSQL's as far as the system tells: that of all its processes, also of those that ended.</summary>
    public static async Task<ProcessorTime> NowAsync(OwnDatabase database, CancellationToken cancellationToken)
    {
        using var own = Process.GetCurrentProcess();
        var backend = await database.ScalarAsync<int>("SELECT pg_backend_pid()", cancellationToken);
        return new ProcessorTime(own.TotalProcessorTime, OperatingSystem.IsLinux() ? OfServer(backend) : TimeSpan.Zero);
    }

    public ProcessorTime Since(ProcessorTime before) => new(Program - before.Program, Postgres - before.Postgres);

    private static TimeSpan OfServer(int backend)
    {
        var server = Stat(backend)?.Parent ?? 0;
        var all = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(name => (Id: int.Parse(name!, CultureInfo.InvariantCulture), Stat: Stat(int.Parse(name!, CultureInfo.InvariantCulture))));
        var ticks = all.Sum(process => process.Id == server ? process.Stat?.WithEnded ?? 0 : process.Stat?.Parent == server ? process.Stat?.Own ?? 0 : 0);
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    /// <summary>Null where the process has ended meanwhile.</summary>
    private static (int Parent, long Own, long WithEnded)? Stat(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var times = fields.Skip(FirstTime).Take(4).Select(field => long.Parse(field, CultureInfo.InvariantCulture)).ToArray();
            return (int.Parse(fields[1], CultureInfo.InvariantCulture), times[0] + times[1], times.Sum());
        }
        catch (IOException)
        {
            return null;
        }
    }
}
