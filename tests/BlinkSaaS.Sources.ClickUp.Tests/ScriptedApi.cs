using System.Net;
using System.Text;

namespace BlinkSaaS.Sources.ClickUp.Tests;

/// <summary>Answers by path, without a network: for answers that no ClickUp of the simulator gives.</summary>
internal sealed class ScriptedApi : HttpMessageHandler, ISourceContext
{
    private readonly Dictionary<string, (HttpStatusCode Status, string Body)> _answers = [];

    public ScriptedApi()
    {
#pragma warning disable RS0030 // This handler is the whole network of the test.
        Http = new HttpClient(this) { BaseAddress = new Uri("https://api.clickup.com/api/") };
#pragma warning restore RS0030
    }

    public HttpClient Http { get; }

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    /// <summary>The host's time; null for that of this machine.</summary>
    public DateTimeOffset? Now { get; set; }

    public TimeProvider Clock => Now is { } now ? new Microsoft.Extensions.Time.Testing.FakeTimeProvider(now) : TimeProvider.System;

    public List<string> Lines { get; } = [];

    public List<HttpRequestMessage> Requests { get; } = [];

    public void Log(SourceLogLevel level, string message) => Lines.Add(message);

    /// <summary>Answers every request whose path and query start so; the longest start wins.</summary>
    public ScriptedApi On(string pathAndQuery, string body, int status = 200)
    {
        _answers["/api/v2/" + pathAndQuery] = ((HttpStatusCode)status, body);
        return this;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add(request);
        var path = request.RequestUri!.PathAndQuery;
        var found = _answers.Keys.Where(k => path.StartsWith(k, StringComparison.Ordinal)).MaxBy(k => k.Length)
            ?? throw new InvalidOperationException($"The test has no answer for {path}.");
        var (status, body) = _answers[found];
        return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
    }
}
