using Microsoft.Extensions.Time.Testing;
using StripeSimulator;
using StripeSimulator.Worlds;

namespace BlinkSaaS.Sources.Stripe.Tests;

/// <summary>The simulator refuses what Stripe refuses: a source that passes with it asks only what it may.</summary>
public sealed class SimulatorTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 9, 2, 8, 0, 0, TimeSpan.Zero));
    private readonly StripeServer _server;

    public SimulatorTests() => _server = new StripeServer(new SimulatorOptions { Customers = 15 }, _clock);

    [Theory]
    [InlineData("customers?limit=101", 400, "limit")]
    [InlineData("customers?limit=0", 400, "limit")]
    [InlineData("customers?starting_after=cus_nobody", 400, "starting_after")]
    [InlineData("customers?page=2", 400, "page")]
    [InlineData("customers?created[gte]=yesterday", 400, "created[gte]")]
    [InlineData("invoices/in_nothing/lines", 404, "invoice")]
    [InlineData("subscription_items", 400, "subscription")]
    [InlineData("subscription_items?subscription=sub_1&created[gte]=5", 404, "subscription")]
    [InlineData("events?type=a&types[]=b", 400, "type")]
    [InlineData("charges/ch_nothing", 404, "id")]
    [InlineData("nonsense", 404, null)]
    public void Wrong_calls_are_refused_in_the_shape_of_Stripe(string path, int status, string? parameter)
    {
        var answer = Get(path);

        Assert.Equal(status, answer.Status);
        Assert.Equal(("invalid_request_error", parameter), ((string?)answer.Body["error"]!["type"], (string?)answer.Body["error"]!["param"]));
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("Bearer rk_test_nobody", 401)]
    [InlineData("Basic c2tfdGVzdF81MVNpbXVsYXRlZDBTZWNyZXRLZXkwMDAwOg==", 200)]
    public void A_key_comes_as_a_bearer_or_as_a_name(string? authorization, int status) =>
        Assert.Equal(status, _server.Answer("GET", new Uri("https://api.stripe.com/v1/customers"), authorization, null).Status);

    [Fact]
    public void Pages_are_newest_first_and_say_whether_more_follow()
    {
        var ids = new List<string>();
        for (var more = true; more;)
        {
            var page = Get($"customers?limit=4{(ids.Count > 0 ? $"&starting_after={ids[^1]}" : "")}");
            ids.AddRange(page.Body["data"]!.AsArray().Select(one => (string)one!["id"]!));
            more = (bool)page.Body["has_more"]!;
        }

        Assert.Equal(_server.World.Of(Kind.Customer).Select(one => (string)one["id"]!), ids);
        Assert.Equal(15, ids.Distinct().Count());
    }

    [Fact]
    public void Lists_leave_out_what_Stripe_leaves_out_unless_it_is_asked_for()
    {
        Assert.DoesNotContain(Get("subscriptions?limit=100").Body["data"]!.AsArray(), one => (string?)one!["status"] == "canceled");
        Assert.Contains(Get("subscriptions?limit=100&status=all").Body["data"]!.AsArray(), one => (string?)one!["status"] == "canceled");
        Assert.DoesNotContain(Get("prices?limit=100").Body["data"]!.AsArray(), one => !(bool)one!["active"]!);
    }

    [Fact]
    public void Events_are_kept_for_thirty_days()
    {
        _server.Mutate.UpdateCustomer();
        Assert.Single(Get("events?type=customer.updated").Body["data"]!.AsArray());
        _clock.Advance(TimeSpan.FromDays(31));
        Assert.Empty(Get("events").Body["data"]!.AsArray());
    }

    [Fact]
    public void The_same_seed_makes_the_same_world() =>
        Assert.Equal(_server.World.Truth(Kind.Invoice), new StripeServer(new SimulatorOptions { Customers = 15 }, _clock).World.Truth(Kind.Invoice));

    private StripeSimulator.Api.SimulatorAnswer Get(string path) => _server.Answer("GET", new Uri($"https://api.stripe.com/v1/{path}"), $"Bearer {StripeKey.Secret.Value}", null);
}
