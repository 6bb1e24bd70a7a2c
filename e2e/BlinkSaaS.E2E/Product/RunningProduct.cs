using BlinkSaaS.E2E.Product;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(RunningProduct))]
[assembly: Parallelization(MaxThreads = 3)]

namespace BlinkSaaS.E2E.Product;

/// <summary>A simulator of each API, one host and one browser for all journeys.</summary>
public sealed class RunningProduct : IAsyncLifetime
{
    private IPlaywright playwright = null!;

    public Simulator Simulator { get; private set; } = null!;

    public SimulatedStripe Stripe { get; private set; } = null!;

    /// <summary>The API of the plugin that a journey adds.</summary>
    public SimpleApi Toggl { get; } = new();

    public Host Host { get; private set; } = null!;

    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // The first page on a busy machine compiles for a while.
        SetDefaultExpectTimeout(60_000);
        Simulator = await Simulator.StartAsync();
        Stripe = await SimulatedStripe.StartAsync();
        var host = Host.StartAsync(Simulator, Toggl.Address, Stripe.BaseAddress);
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("BLINKSAAS_CHROMIUM") is { Length: > 0 } path ? path : "/usr/bin/chromium",
            Args =
            [
                "--disable-gpu", "--disable-background-networking", "--disable-quic", "--no-first-run",
                // Chromium's sandbox refuses to run as root.
                .. Environment.IsPrivilegedProcess ? (string[])["--no-sandbox"] : [],
            ],
        });
        Host = await host;
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
            await Browser.DisposeAsync();
        playwright?.Dispose();
        if (Host is not null)
            await Host.DisposeAsync();
        if (Simulator is not null)
            await Simulator.DisposeAsync();
        if (Stripe is not null)
            await Stripe.DisposeAsync();
        await Toggl.DisposeAsync();
    }
}
