using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BlinkSaaS.Web.Tests.Connections;

/// <summary>An endpoint of somebody's own, in shapes that the Custom Source and a plugin of the tests read.</summary>
public sealed class TypedEndpoint : IAsyncDisposable
{
    public const string Key = "key-of-the-endpoint-0123456789";
    private readonly WebApplication _app;

    private TypedEndpoint(WebApplication app) => _app = app;

    /// <summary>Ends with a slash.</summary>
    public Uri Address => new(_app.Urls.Single() + "/");

    /// <summary>The authorization that came with each call, by path.</summary>
    public ConcurrentQueue<(string Path, string Authorization)> Calls { get; } = new();

    /// <summary>What the answer at /rows waits for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public static async Task<TypedEndpoint> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var endpoint = new TypedEndpoint(builder.Build());
        endpoint._app.Run(endpoint.AnswerAsync);
        await endpoint._app.StartAsync(TestContext.Current.CancellationToken);
        return endpoint;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext call)
    {
        var sent = call.Request.Headers.Authorization.ToString();
        Calls.Enqueue((call.Request.Path, sent));
        call.Response.StatusCode = sent == $"Bearer {Key}" ? 200 : 401;
        if (call.Request.Path == "/rows")
            await Gate;
        await (call.Request.Path.Value switch
        {
            "/rows" => call.Response.WriteAsJsonAsync(new[] { new { id = "a" }, new { id = "b" } }),
            "/simple" => call.Response.WriteAsJsonAsync(new[] { new { key = "a", value = "1", date_created = "2026-01-01" } }),
            "/mapped" => call.Response.WriteAsJsonAsync(new { data = new[] { new { id = 7, name = "Seven" }, new { id = 8, name = "Eight" } } }),
            _ => call.Response.WriteAsJsonAsync(new { error = "no such path" }),
        });
    }
}
