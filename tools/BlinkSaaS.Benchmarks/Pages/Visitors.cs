using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using BlinkSaaS.Benchmarks.Figures;
using Microsoft.Extensions.DependencyInjection;

namespace BlinkSaaS.Benchmarks.Pages;

/// <summary>How quickly pages came.</summary>
/// <param name="PerSecond">Pages a second.</param>
/// <param name="P99">Milliseconds in which 99 of 100 pages came.</param>
/// <param name="Wrong">Answers that were not the page.</param>
internal readonly record struct Served(double PerSecond, double P99, int Wrong);

/// <summary>Eight people who look at the connections page, each as soon as the last answer is there.</summary>
internal sealed partial class Visitors : IAsyncDisposable
{
    private const int People = 8;

    private readonly ServiceProvider _clients;
    private readonly HttpClient _client;

    private Visitors(ServiceProvider clients, HttpClient client) => (_clients, _client) = (clients, client);

    /// <summary>Where the workspace begins.</summary>
    public string Workspace { get; private set; } = "";

    /// <summary>What they look at.</summary>
    public Uri Page => At("/connections");

    /// <summary>An address in the workspace.</summary>
    public Uri At(string path) => new(Workspace + path, UriKind.Relative);

    /// <summary>Signs in to the demo.</summary>
    public static async Task<Visitors> SignInAsync(WebProgram program, CancellationToken cancellationToken)
    {
        var clients = new ServiceCollection().AddHttpClient().ConfigureHttpClientDefaults(client => client.ConfigurePrimaryHttpMessageHandler(
            () => new SocketsHttpHandler { CookieContainer = new CookieContainer(), MaxConnectionsPerServer = People })).BuildServiceProvider();
        var client = clients.GetRequiredService<IHttpClientFactory>().CreateClient();
        client.BaseAddress = program.Address;
        var visitors = new Visitors(clients, client);
        var signIn = new Uri("/account/sign-in", UriKind.Relative);
        var landed = await visitors.SendAsync(signIn, new Dictionary<string, string> { ["Email"] = "mara@demo.localhost", ["Password"] = program.Password }, cancellationToken);
        visitors.Workspace = InWorkspace().Match(landed) is { Success: true } found ? found.Value : throw new MeasurementException($"Signing in led to {landed}.");
        return visitors;
    }

    /// <summary>Opens a page, fills its form in and sends it; the path it led to.</summary>
    public async Task<string> SendAsync(Uri page, IDictionary<string, string> typed, CancellationToken cancellationToken)
    {
        var html = await _client.GetStringAsync(page, cancellationToken);
        var form = new Dictionary<string, string>(typed) { ["__RequestVerificationToken"] = Antiforgery().Match(html).Groups[1].Value };
        if (Draft().Match(html) is { Success: true } draft)
            form["Draft"] = draft.Groups[1].Value;
        using var content = new FormUrlEncodedContent(form);
        using var answer = await _client.PostAsync(page, content, cancellationToken);
        return answer.RequestMessage!.RequestUri!.PathAndQuery;
    }

    public async Task<Served> LookAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var (took, wrong, gate) = (new List<double>(), 0, new Lock());
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, People).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(began) < time)
            {
                var asked = Stopwatch.GetTimestamp();
                using var answer = await _client.GetAsync(Page, cancellationToken);
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
        return new Served(took.Count / Stopwatch.GetElapsedTime(began).TotalSeconds, took[(int)(took.Count * 0.99)], wrong);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _clients.DisposeAsync();
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Antiforgery();

    [GeneratedRegex("name=\"Draft\" value=\"([^\"]+)\"")]
    private static partial Regex Draft();

    [GeneratedRegex("^/w/[^/?]+")]
    private static partial Regex InWorkspace();
}
