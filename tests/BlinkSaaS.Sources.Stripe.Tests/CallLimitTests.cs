using StripeSimulator;
using StripeSimulator.Worlds;

namespace BlinkSaaS.Sources.Stripe.Tests;

public sealed class CallLimitTests
{
    [Fact]
    public async Task Calls_that_were_too_many_are_repeated_and_lose_nothing()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { Customers = 60, LargestPage = 4, CallsPerSecond = 8 }, TimeProvider.System);
        using var pulled = new PulledRecords(simulator, TimeProvider.System);

        await pulled.PullAsync(full: false, "customers", "charges");

        PulledRecords.AssertSame(simulator.Server.World.Truth(Kind.Customer), pulled["customers"], "customers");
        PulledRecords.AssertSame(simulator.Server.World.Truth(Kind.Charge), pulled["charges"], "charges");
        Assert.NotEqual(0, simulator.Server.Refused);
    }

    [Fact]
    public void What_is_declared_is_what_Stripe_documents_for_a_sandbox()
    {
        var limit = new StripeSource().Describe().RateLimit;

        Assert.Equal((25, TimeSpan.FromSeconds(1), null, null), (limit.Permits, limit.Window, limit.LimitHeader, limit.RemainingHeader));
    }
}
