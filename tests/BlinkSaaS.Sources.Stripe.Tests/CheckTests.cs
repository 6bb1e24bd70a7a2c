using Microsoft.Extensions.Time.Testing;
using StripeSimulator;
using StripeSimulator.Worlds;

namespace BlinkSaaS.Sources.Stripe.Tests;

public sealed class CheckTests : IAsyncLifetime
{
    private static readonly string[] s_allPermissions = [.. Kind.Listed.Select(kind => kind.Permission).Distinct()];

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 9, 2, 8, 0, 0, TimeSpan.Zero));
    private SimulatorHost _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await SimulatorHost.StartAsync(new SimulatorOptions { Customers = 8 }, _clock);

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task A_secret_key_says_the_account_by_its_name()
    {
        var result = await CheckAsync(StripeKey.Secret);

        Assert.Equal("Quill & Sons, sandbox", result.Account);
        Assert.Empty(result.NotSeen);
        Assert.Equal("This is the key of a sandbox: what is pulled are test data, not real payments.", Assert.Single(result.Warnings));
    }

    [Fact]
    public async Task A_restricted_key_says_the_account_by_its_number()
    {
        var result = await CheckAsync(StripeKey.Restricted);

        Assert.Equal($"Stripe account {StripeWorld.Account}, sandbox", result.Account);
        Assert.Equal(new Sight("Kinds of objects", 10), Assert.Single(result.Sees));
    }

    [Fact]
    public async Task What_the_key_may_not_read_is_said_before_anything_is_pulled()
    {
        var result = await CheckAsync(_simulator.Server.Add(StripeKey.Without("rak_plan_read", "rak_event_read")));

        Assert.Equal(9, Assert.Single(result.Sees).Count);
        Assert.StartsWith("The key may not read Prices (Stripe's name for it: rak_plan_read).", Assert.Single(result.NotSeen), StringComparison.Ordinal);
        Assert.Contains(result.Warnings, warning => warning.StartsWith("The key may not read Events", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_that_may_read_nothing_is_no_use()
    {
        var problem = await Assert.ThrowsAsync<AccessDeniedException>(() => CheckAsync(_simulator.Server.Add(StripeKey.Without(s_allPermissions))));

        Assert.Contains("choose Read", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mode_of_an_empty_account_is_told_by_its_balance()
    {
        await using var empty = await SimulatorHost.StartAsync(new SimulatorOptions { Customers = 0 }, _clock);
        foreach (var kind in Kind.Listed.Where(kind => kind != Kind.Event))
        {
            foreach (var one in empty.Server.World.Of(kind))
                empty.Server.World.Delete(kind, one);
        }

        _clock.Advance(TimeSpan.FromDays(31));
        using var sessions = new StripeSessions(empty.BaseAddress, _clock);

        Assert.Equal("Quill & Sons, sandbox", (await CheckAsync(sessions, StripeKey.Secret)).Account);
        Assert.Equal($"Stripe account {StripeWorld.Account}", (await CheckAsync(sessions, StripeKey.Restricted)).Account);
    }

    [Theory]
    [InlineData("rk_live_51ABCDEFGHIJ", true)]
    [InlineData("sk_test_51ABCDEFGHIJ", true)]
    [InlineData("pk_live_51ABCDEFGHIJ", false)]
    [InlineData("rk_live_", false)]
    public void Keys_of_another_kind_are_refused_where_they_are_typed(string key, bool isKey) =>
        Assert.Equal(isKey, System.Text.RegularExpressions.Regex.IsMatch(key, $"^(?:{new StripeSource().Describe().Fields[0].Pattern})$"));

    private async Task<CheckResult> CheckAsync(StripeKey key)
    {
        using var sessions = new StripeSessions(_simulator.BaseAddress, _clock);
        return await CheckAsync(sessions, key);
    }

    private static async Task<CheckResult> CheckAsync(StripeSessions sessions, StripeKey key)
    {
        using var session = sessions.Open(key);
        return await session.Source.CheckAsync(session, TestContext.Current.CancellationToken);
    }
}
