using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using ClickUpSimulator.Faults;
using ClickUpSimulator.Limits;

namespace BlinkSaaS.Faults.Scenarios;

/// <summary>
/// Up to three of ten answers are broken, each kind by itself. A pull may give up after its tries; the schedule's next ones, a few at
/// most, must then bring everything.
/// </summary>
internal static class BrokenAnswers
{
    private const int MostPulls = 6;

    private static readonly (string Name, Fault Fault)[] Faults =
    [
        ("5xx", new Fault { Kind = FaultKind.Status, StatusCode = 503, Share = 0.3 }),
        ("half bodies", new Fault { Kind = FaultKind.CutOff, Share = 0.3 }),
        ("HTML", new Fault { Kind = FaultKind.Html, Share = 0.3 }),
        ("truncated JSON", new Fault { Kind = FaultKind.Truncated, Share = 0.3 }),
        ("malformed JSON", new Fault { Kind = FaultKind.Malformed, Share = 0.3 }),
        ("dropped connections", new Fault { Kind = FaultKind.Reset, Share = 0.3 }),
        ("slow-loris", new Fault { Kind = FaultKind.Drip, Delay = TimeSpan.FromMilliseconds(500), Share = 0.02 }),
        ("pages of 50 MB", new Fault { Kind = FaultKind.Padded, Share = 0.1 }),
    ];

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        await using var stage = await Stage.SetAsync(run, workers: 1, new RateLimitSettings { Limit = 1_000_000 }, cancellationToken,
            (settings, _) => settings with { CallTimeLimit = TimeSpan.FromSeconds(run.Quick ? 3 : 5) });
        var figures = new List<Figure>();
        foreach (var (name, fault) in Faults)
            figures.AddRange(await PullThroughAsync(stage, name, fault, run.Quick ? 1 : 5, cancellationToken));
        return figures;
    }

    private static async Task<IEnumerable<Figure>> PullThroughAsync(
        Stage stage, string name, Fault fault, int connections, CancellationToken cancellationToken)
    {
        stage.Simulator.Faults.Clear();
        stage.Simulator.Faults.Add(fault);
        var pulls = 0;
        var difference = new Difference();
        for (var connection = 0; connection < connections; connection++)
        {
            var keys = await stage.ConnectAsync(1, cancellationToken);
            await stage.DoneAsync(keys, cancellationToken);
            pulls++;
            for (var more = 1; more < MostPulls && await stage.FailedAsync(keys, cancellationToken) > 0; more++)
            {
                await stage.PullAgainAsync(keys[0], cancellationToken);
                pulls++;
            }

            difference += await stage.CompareAsync(keys, cancellationToken);
        }

        return
        [
            new Figure($"{name}: answers broken", stage.Simulator.Faults.Hits, "answers").WantsAtLeast(1),
            .. Verdict.Of(name, difference),
            new Figure($"{name}: pulls until all was there", pulls, "pulls").Beside(connections),
        ];
    }
}
