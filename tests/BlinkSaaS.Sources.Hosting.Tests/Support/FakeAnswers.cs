using System.Net;
using BlinkSaaS.Sources.Hosting.Http;

namespace BlinkSaaS.Sources.Hosting.Tests.Support;

/// <summary>Stands where the network would be. Each call gets the next answer; the last one is repeated.</summary>
internal sealed class FakeAnswers(params Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>[] answers) : HttpMessageHandler
{
    private int _calls;

    public int Calls => _calls;

    public List<HttpRequestMessage> Requests { get; } = [];

    public static FakeAnswers Of(params HttpStatusCode[] statuses) =>
        new([.. statuses.Select(status => new Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>((_, _) => Task.FromResult(Answer(status))))]);

    public static FakeAnswers Throwing(params Exception[] problems) =>
        new([.. problems.Select(problem => new Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>((_, _) => Task.FromException<HttpResponseMessage>(problem)))]);

    public static HttpResponseMessage Answer(HttpStatusCode status, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent("{}") };
        foreach (var (name, value) in headers)
            response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lock (Requests)
            Requests.Add(request);
        if (CallNote.Of(request) is { } note)
            note.Sent = true;
        return answers[Math.Min(Interlocked.Increment(ref _calls), answers.Length) - 1](request, cancellationToken);
    }
}

internal static class Sending
{
    /// <summary>Sends one GET through a handler to what stands behind it.</summary>
    public static Task<HttpResponseMessage> GetThrough(
        this FakeAnswers network, DelegatingHandler handler, string address = "https://api.example.com/v1/me", CancellationToken? cancellationToken = null) =>
        network.SendThrough(handler, new HttpRequestMessage(HttpMethod.Get, address), cancellationToken);

    public static async Task<HttpResponseMessage> SendThrough(
        this HttpMessageHandler network, DelegatingHandler handler, HttpRequestMessage request, CancellationToken? cancellationToken = null)
    {
        handler.InnerHandler = network;
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        return await invoker.SendAsync(request, cancellationToken ?? TestContext.Current.CancellationToken);
    }
}
