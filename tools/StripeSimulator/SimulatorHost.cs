using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using StripeSimulator.Worlds;

namespace StripeSimulator;

/// <summary>The simulator as a server on loopback.</summary>
public sealed class SimulatorHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SimulatorHost(WebApplication app, StripeServer server)
    {
        _app = app;
        Server = server;
    }

    public StripeServer Server { get; }

    /// <summary>As it stands in the place of Stripe's own.</summary>
    public Uri BaseAddress => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1/");

    public static async Task<SimulatorHost> StartAsync(SimulatorOptions options, TimeProvider clock, string urls = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(urls);
        var app = builder.Build();
        var server = new StripeServer(options, clock);
        app.MapGet("/simulator/truth", () => Kind.Listed.ToDictionary(kind => kind.Path, kind => server.World.Truth(kind).Count));
        app.MapGet("/simulator/calls", () => server.Calls);
        app.MapPost("/simulator/mutate", (int? changes) => server.Between(one => one.Mutate.Random(changes ?? 23)));
        app.MapFallback("{**path}", context => AnswerAsync(server, context));
        await app.StartAsync();
        return new SimulatorHost(app, server);
    }

    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task AnswerAsync(StripeServer server, HttpContext context)
    {
        var request = context.Request;
        var address = new Uri(new Uri("https://api.stripe.com"), string.Create(CultureInfo.InvariantCulture, $"{request.Path.ToUriComponent()}{request.QueryString.ToUriComponent()}"));
        var answer = server.Answer(request.Method, address, request.Headers.Authorization, request.Headers["Stripe-Version"]);
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.Body.ToJsonString(), context.RequestAborted);
    }
}
