using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using BlinkSaaS.Benchmarks.Due;
using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using Microsoft.Extensions.DependencyInjection;

namespace BlinkSaaS.Benchmarks.Pages;

/// <summary>
/// The connections page, asked for by eight people at once: first while nothing else runs, then while a worker on the same
/// machine and database has more pulls to do than it can.
/// </summary>
internal static partial class WebBenchmark
{
    private const int People = 8;
    private const int Backlog = 500_000;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var time = TimeSpan.FromSeconds(run.Quick ? 8 : 60);
        var server = await run.ServerAsync(cancellationToken);
        await using var database = await server.NewDatabaseAsync(cancellationToken);
        await using var program = await WebProgram.StartAsync(database, cancellationToken);
        await using var clients = new ServiceCollection().AddHttpClient().ConfigureHttpClientDefaults(client => client.ConfigurePrimaryHttpMessageHandler(
            () => new SocketsHttpHandler { CookieContainer = new CookieContainer(), MaxConnectionsPerServer = People })).BuildServiceProvider();
        var client = clients.GetRequiredService<IHttpClientFactory>().CreateClient();
        client.BaseAddress = program.Address;
        var page = await SignInAsync(client, program.Password, cancellationToken);
        await AskAsync(client, page, time / 4, cancellationToken);
        var idle = await AskAsync(client, page, time, cancellationToken);

        await MakeBacklogAsync(database, run.Quick ? Backlog / 10 : Backlog, cancellationToken);
        await using var node = await WorkerNode.StartAsync(database, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, cancellationToken);
        var before = await LeftAsync(database, cancellationToken);
        var busy = await AskAsync(client, page, time, cancellationToken);
        var left = await LeftAsync(database, cancellationToken);
        if (left == 0)
            throw new MeasurementException("The worker had done everything before the pages were measured.");
        run.Note(string.Create(CultureInfo.InvariantCulture, $"{page}; {(before - left) / time.TotalSeconds:0} pulls a second ran beside it"));
        return
        [
            new Figure("web: pages a second beside busy workers", busy.PerSecond, "pages").Beside(idle.PerSecond),
            new Figure("web: p99 beside busy workers", busy.P99, "ms").Beside(idle.P99),
            new Figure("web: answers that were no page", busy.Wrong + idle.Wrong, "answers").WantsExactly(0),
        ];
    }

    private static async Task<Uri> SignInAsync(HttpClient client, string password, CancellationToken cancellationToken)
    {
        var form = await client.GetStringAsync(new Uri("/account/sign-in", UriKind.Relative), cancellationToken);
        var token = Antiforgery().Match(form).Groups[1].Value;
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["Email"] = "mara@demo.localhost",
            ["Password"] = password,
            ["__RequestVerificationToken"] = token,
        });
        using var answer = await client.PostAsync(new Uri("/account/sign-in", UriKind.Relative), content, cancellationToken);
        var landed = answer.RequestMessage!.RequestUri!.AbsolutePath;
        return Workspace().Match(landed) is { Success: true } found
            ? new Uri($"{found.Value}/connections", UriKind.Relative)
            : throw new MeasurementException($"Signing in led to {landed}.");
    }

    private static async Task<(double PerSecond, double P99, int Wrong)> AskAsync(HttpClient client, Uri page, TimeSpan time, CancellationToken cancellationToken)
    {
        var (took, wrong, gate) = (new List<double>(), 0, new Lock());
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, People).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(began) < time)
            {
                var asked = Stopwatch.GetTimestamp();
                using var answer = await client.GetAsync(page, cancellationToken);
                var html = await answer.Content.ReadAsStringAsync(cancellationToken);
                lock (gate)
                {
                    took.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                    if (answer.StatusCode != HttpStatusCode.OK || !html.Contains("<h1>Connections</h1>", StringComparison.Ordinal))
                        wrong++;
                }
            }
        }));
        took.Sort();
        return (took.Count / Stopwatch.GetElapsedTime(began).TotalSeconds, took[(int)(took.Count * 0.99)], wrong);
    }

    /// <summary>Due connections of other workspaces.</summary>
    private static async Task MakeBacklogAsync(OwnDatabase database, int connections, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            INSERT INTO pulls.schedules (workspace_id, connection_id, interval_seconds, next_pull_at)
              SELECT 1000000 + i / 100, i % 100 + 1, 3600, now() FROM generate_series(0, $1 - 1) i
            """, connections);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
        await database.ExecuteAsync("ANALYZE pulls.schedules", cancellationToken);
    }

    private static Task<long> LeftAsync(OwnDatabase database, CancellationToken cancellationToken) => database.ScalarAsync<long>(
        "SELECT count(*) FROM pulls.schedules WHERE lease_until IS NULL AND next_pull_at <= now()", cancellationToken);

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Antiforgery();

    [GeneratedRegex("^/w/[^/]+")]
    private static partial Regex Workspace();
}
