using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Testing;
using StripeSimulator;
using StripeSimulator.Worlds;

namespace BlinkSaaS.Sources.Stripe.Tests;

/// <summary>The conformance kit, with the simulator as the fake API.</summary>
public class Conformance : SourceConformance
{
    private readonly StripeServer _server = new(new SimulatorOptions { Customers = 24, LargestPage = 6 }, TimeProvider.System);

    protected override SourceCredentials Credentials => StripeSessions.CredentialsOf(StripeKey.Restricted);

    protected override CannedAnswer RejectedCredential => new(401, """{"error":{"message":"Invalid API Key provided: {secret}","type":"invalid_request_error"}}""");

    protected override string PageParameter => "starting_after";

    protected override IReadOnlyDictionary<string, int> ExpectedRecords => new Dictionary<string, int>
    {
        ["customers"] = Count(Kind.Customer),
        ["charges"] = Count(Kind.Charge),
        ["refunds"] = Count(Kind.Refund),
        ["disputes"] = Count(Kind.Dispute),
        ["invoices"] = Count(Kind.Invoice),
        ["invoice_lines"] = _server.World.Of(Kind.Invoice).Sum(invoice => _server.World.RowsOf((string)invoice["id"]!).Count),
        ["subscriptions"] = Count(Kind.Subscription),
        ["products"] = Count(Kind.Product),
        ["prices"] = Count(Kind.Price),
        ["balance_transactions"] = Count(Kind.BalanceTransaction),
        ["payouts"] = Count(Kind.Payout),
    };

    protected override HttpMessageHandler ApiHandler => new SimulatorHandler(_server);

    protected override ISource CreateSource() => new StripeSource();

    protected override ValueTask<Uri> StartApiAsync() => ValueTask.FromResult(new Uri("https://api.stripe.com/v1/"));

    protected override bool UseShortPages()
    {
        _server.Options.LargestPage = 4;
        return true;
    }

    private int Count(Kind kind) => _server.World.Of(kind).Count;
}

/// <summary>In a process of its own, as it would run if it did not come with BlinkSaaS.</summary>
public sealed class ConformanceInAProcessOfItsOwn : Conformance
{
    protected override SourcePlugin CreatePlugin() => StripeSessions.LoadSandboxed();
}
