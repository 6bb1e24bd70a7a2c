using System.Globalization;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Web.Hosting;

namespace BlinkSaaS.Benchmarks.Figures;

/// <summary>One sub-command.</summary>
internal sealed record Measurement(string Description, Func<Run, CancellationToken, Task<IReadOnlyList<Figure>>> RunAsync);

/// <summary>
/// A command line of measurements: runs those that are named, or all, and prints what they found. Exit code 0 where every aim
/// that is stated is met, 1 where one is not or a measurement broke off, 2 where the command line is not understood.
/// </summary>
internal static class MeasuringProgram
{
    public static async Task<int> RunAsync(string program, IReadOnlyDictionary<string, Measurement> measurements, string[] arguments)
    {
        var names = arguments.Where(argument => !argument.StartsWith('-')).ToList();
        var unknown = names.Where(name => !measurements.ContainsKey(name))
            .Concat(arguments.Where(argument => argument.StartsWith('-') && argument is not ("--quick" or "--json") && Seed(argument) is null)).ToList();
        if (unknown.Count > 0)
        {
            await Console.Error.WriteLineAsync($"'{unknown[0]}' is not known.\n\n{Usage(program, measurements)}");
            return 2;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };
        var json = arguments.Contains("--json");
        await using var run = new Run(program, arguments.Contains("--quick"), arguments.Select(Seed).LastOrDefault(seed => seed is not null) ?? 1,
            json ? Console.Error : Console.Out);
        try
        {
            var met = true;
            foreach (var name in names.Count > 0 ? names : [.. measurements.Keys])
                met &= await MeasureAsync(run, name, measurements[name], json, stop.Token);
            return met ? 0 : 1;
        }
        catch (Exception e) when (e is MeasurementException or StartupException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 130;
        }
    }

    private static async Task<bool> MeasureAsync(Run run, string name, Measurement measurement, bool json, CancellationToken cancellationToken)
    {
        run.Note($"== {name}: {measurement.Description}");
        var began = TimeProvider.System.GetTimestamp();
        var figures = await measurement.RunAsync(run, cancellationToken);
        if (json)
            FigureReport.WriteJson(Console.Out, figures);
        else
            FigureReport.WriteTable(Console.Out, figures);
        run.Note(string.Create(CultureInfo.InvariantCulture, $"{name} took {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s\n"));
        return figures.All(figure => figure.Met is not false);
    }

    private static int? Seed(string argument) =>
        argument.StartsWith("--seed=", StringComparison.Ordinal) && int.TryParse(argument["--seed=".Length..], CultureInfo.InvariantCulture, out var seed) ? seed : null;

    private static string Usage(string program, IReadOnlyDictionary<string, Measurement> measurements) =>
        $"""
        {program} [name ...] [--quick] [--json] [--seed=<number>]    without a name: all of them

        {string.Join('\n', measurements.Select(entry => $"  {entry.Key,-10} {entry.Value.Description}"))}

          --quick    a short version of each
          --json     one object a figure on standard output, everything else on standard error
          --seed     another seed gives other moments, default 1
        """;
}

/// <summary>What was to be measured could not be: the figures would mean nothing.</summary>
internal sealed class MeasurementException(string message) : Exception(message);
