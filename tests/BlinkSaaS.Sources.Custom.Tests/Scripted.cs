using System.Net;
using System.Text;

namespace BlinkSaaS.Sources.Custom.Tests;

/// <summary>Answers in the order of the calls, without a network.</summary>
internal sealed class Scripted : HttpMessageHandler, ISourceContext
{
    private readonly Queue<HttpResponseMessage> _answers = [];

    public Scripted(params IReadOnlyList<(string Field, string Value)> settings)
    {
#pragma warning disable RS0030 // This handler is the whole network of the test.
        Http = new HttpClient(this) { BaseAddress = new Uri("https://api.example.com/records?all=1") };
#pragma warning restore RS0030
        Settings = settings.ToDictionary(setting => setting.Field, setting => setting.Value);
    }

    public HttpClient Http { get; }

    public IReadOnlyDictionary<string, string> Settings { get; }

    public TimeProvider Clock => TimeProvider.System;

    public List<string> Asked { get; } = [];

    public void Log(SourceLogLevel level, string message) { }

    public Scripted Then(string body, int status = 200, string? link = null)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (link is not null)
            answer.Headers.Add("Link", link);
        _answers.Enqueue(answer);
        return this;
    }

    public Task<CheckResult> CheckAsync() => new CustomSource().CheckAsync(this, TestContext.Current.CancellationToken);

    /// <summary>One read to its end.</summary>
    public async Task<List<SourceMessage>> ReadAsync(string? checkpoint = null, bool full = false)
    {
        var request = new ReadRequest { Stream = RecordsStream.Describe(Mapping.Of(Settings)), Partition = Partition.Whole, Checkpoint = checkpoint, Full = full };
        var messages = new List<SourceMessage>();
        await foreach (var message in new CustomSource().ReadAsync(this, request, TestContext.Current.CancellationToken))
            messages.Add(message);
        return messages;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked.Add(request.RequestUri!.AbsoluteUri);
        return Task.FromResult(_answers.Dequeue());
    }
}
