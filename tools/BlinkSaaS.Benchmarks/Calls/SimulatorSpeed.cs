using System.Diagnostics;
using BlinkSaaS.Benchmarks.Figures;
using ClickUpSimulator;

namespace BlinkSaaS.Benchmarks.Calls;

/// <summary>How many pages of 100 tasks the simulator serves a second, so that it is never what a benchmark measures.</summary>
internal static class SimulatorSpeed
{
    private const int Readers = 8;
    private const double Aim = 800;

    public static async Task<Figure> MeasureAsync(int seed, CancellationToken cancellationToken)
    {
        await using var simulator = await SimulatorHost.StartAsync(
            new SimulatorOptions { World = CallWorlds.OneList with { Seed = seed, TasksPerList = 10_000, KeepBodies = true }, RateLimit = new() { Limit = 10_000_000 } }, cancellationToken);
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = Readers };
#pragma warning disable RS0030 // A measuring program talks to its own simulator; there is no factory to ask.
        using var http = new HttpClient(handler) { BaseAddress = simulator.BaseAddress };
#pragma warning restore RS0030
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", simulator.Tokens.Owner);
        var path = $"v2/team/{simulator.World.Workspaces[0].Id}/task?subtasks=true&include_closed=true&page=";
        await ReadAsync(http, path, 200, cancellationToken);
        const int pages = 4_000;
        var clock = Stopwatch.StartNew();
        await ReadAsync(http, path, pages, cancellationToken);
        return new Figure("simulator: task pages", pages / clock.Elapsed.TotalSeconds, "pages/s").WantsAtLeast(Aim);
    }

    private static Task ReadAsync(HttpClient http, string path, int pages, CancellationToken cancellationToken) => Parallel.ForAsync(
        0, pages, new ParallelOptions { MaxDegreeOfParallelism = Readers, CancellationToken = cancellationToken }, async (number, token) =>
        {
            using var answer = await http.GetAsync(new Uri($"{path}{number % 90}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, token);
            answer.EnsureSuccessStatusCode();
            await using var body = await answer.Content.ReadAsStreamAsync(token);
            await body.CopyToAsync(Stream.Null, token);
        });
}
