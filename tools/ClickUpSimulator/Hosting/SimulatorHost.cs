using ClickUpSimulator.Admin;
using ClickUpSimulator.Faults;
using ClickUpSimulator.Hooks;
using ClickUpSimulator.Hosting;
using ClickUpSimulator.Http;
using ClickUpSimulator.Limits;
using ClickUpSimulator.Mutations;
using ClickUpSimulator.Sight;
using ClickUpSimulator.SignIns;
using ClickUpSimulator.Statistics;
using ClickUpSimulator.Worlds;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace ClickUpSimulator;

/// <summary>A running simulator. Tests hold it in process; the program wraps it in a command line.</summary>
public sealed class SimulatorHost : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly Simulator simulator;

    private SimulatorHost(WebApplication application, Simulator simulator)
    {
        this.application = application;
        this.simulator = simulator;
        Deliveries = simulator.Deliveries = new WebhookDeliveries(simulator.World, simulator.Webhooks);
        var addresses = application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        RootAddress = new Uri(addresses.First() + "/");
        BaseAddress = new Uri(RootAddress, "api/");
        AdminAddress = new Uri(RootAddress, "admin/");
    }

    /// <summary>In place of https://api.clickup.com/api/.</summary>
    public Uri BaseAddress { get; }

    public Uri AdminAddress { get; }

    public World World => simulator.World;

    public AccessTokens Tokens => simulator.Tokens;

    public RateLimits Limits => simulator.Limits;

    public FaultPlan Faults => simulator.Faults;

    public CallStatistics Statistics => simulator.Statistics;

    public WorldMutations Mutate => simulator.Mutate;

    public Latency Latency => simulator.Latency;

    public Webhooks Webhooks => simulator.Webhooks;

    /// <summary>What sends events.</summary>
    public WebhookDeliveries Deliveries { get; }

    /// <summary>What "Continue with ClickUp" is configured with.</summary>
    public OAuthApp App => simulator.App;

    public Modes Modes
    {
        get => simulator.Modes;
        set => simulator.Modes = value;
    }

    internal Uri RootAddress { get; }

    /// <exception cref="ArgumentException">An address is not on loopback, or an option is out of its range.</exception>
    public static async Task<SimulatorHost> StartAsync(SimulatorOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (LoopbackAddress.Parse(options.Urls, out var endpoints) is { } mistake)
            throw new ArgumentException(mistake, nameof(options));
        var simulator = new Simulator(options);
        // The empty builder reads no environment and no file, so that nothing but the options opens an address.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            foreach (var endpoint in endpoints)
                kestrel.Listen(endpoint);
        });
        builder.Services.AddRouting();
        var application = builder.Build();
        application.UseRouting();
        application.Use(next => new ApiGate(simulator, next).InvokeAsync);
        application.MapApi(simulator);
        application.MapSignIns(simulator);
        application.MapAdmin(simulator);
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
        return new SimulatorHost(application, simulator);
    }

    /// <summary>Everything the token may see. The token is given by its name or its secret.</summary>
    public Truth Truth(string token) => simulator.Truth.Of(token);

    public Task WaitForShutdownAsync(CancellationToken cancellationToken = default) =>
        application.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Deliveries.DisposeAsync();
        await application.DisposeAsync();
    }
}
