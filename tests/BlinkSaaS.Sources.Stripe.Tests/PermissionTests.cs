using Microsoft.Extensions.Time.Testing;
using StripeSimulator;
using StripeSimulator.Worlds;

namespace BlinkSaaS.Sources.Stripe.Tests;

/// <summary>Restricted keys: what they may not read is said, and the rest is read.</summary>
public sealed class PermissionTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 9, 2, 8, 0, 0, TimeSpan.Zero));
    private SimulatorHost _simulator = null!;
    private PulledRecords _pulled = null!;

    public async ValueTask InitializeAsync()
    {
        _simulator = await SimulatorHost.StartAsync(new SimulatorOptions { Customers = 30 }, _clock);
        _pulled = new PulledRecords(_simulator, _clock);
    }

    public async ValueTask DisposeAsync()
    {
        _pulled.Dispose();
        await _simulator.DisposeAsync();
    }

    [Fact]
    public async Task Streams_that_the_key_may_not_read_are_skipped_with_what_to_do()
    {
        _pulled.Key = _simulator.Server.Add(StripeKey.Without("rak_charge_read", "rak_invoice_read"));

        await _pulled.PullAsync();

        Assert.Equal(["charges", "invoice_lines", "invoices", "refunds"], _pulled.Skipped.Keys.Order());
        Assert.Equal(
            "The key may not read Charges and Refunds (Stripe's name for it: rak_charge_read). In Stripe, edit the key under Developers > API keys, choose Read for Charges and Refunds, and pull again.",
            _pulled.Skipped["charges"]);
        PulledRecords.AssertSame(_simulator.Server.World.Truth(Kind.Customer), _pulled["customers"], "customers");
    }

    [Fact]
    public async Task A_stream_whose_permission_was_given_later_is_read_whole()
    {
        _pulled.Key = _simulator.Server.Add(StripeKey.Without("rak_charge_read", "rak_invoice_read"));
        await _pulled.PullAsync();
        _simulator.Server.Add(StripeKey.Without());
        _clock.Advance(TimeSpan.FromHours(1));

        await _pulled.PullAsync();

        _pulled.AssertIsTruth();
        Assert.Equal((true, false), (_pulled.Complete["charges"], _pulled.Complete["customers"]));
    }

    [Fact]
    public async Task Without_events_every_pull_reads_everything_and_says_so()
    {
        _pulled.Key = _simulator.Server.Add(StripeKey.Without("rak_event_read"));
        await _pulled.PullAsync();
        for (var round = 0; round < 2; round++)
        {
            _clock.Advance(TimeSpan.FromHours(3));
            _simulator.Server.Mutate.Random(23);
            _pulled.Warnings.Clear();

            await _pulled.PullAsync();

            _pulled.AssertIsTruth();
            Assert.All(_pulled.Complete, stream => Assert.Equal(stream.Key != "balance_transactions", stream.Value));
            Assert.Equal(10, _pulled.Warnings.Count);
            Assert.Contains("choose Read for Events", _pulled.Warnings[0], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task With_events_given_later_changes_are_read_from_then_on()
    {
        _pulled.Key = _simulator.Server.Add(StripeKey.Without("rak_event_read"));
        await _pulled.PullAsync();
        _simulator.Server.Add(StripeKey.Without());
        _clock.Advance(TimeSpan.FromHours(3));
        _simulator.Server.Mutate.UpdateCustomer();
        _simulator.Server.Mutate.DeleteCustomer();

        await _pulled.PullAsync();

        _pulled.AssertIsTruth();
        Assert.False(_pulled.Complete["customers"]);
    }

    [Fact]
    public async Task A_key_that_is_revoked_or_expired_ends_the_pull()
    {
        await _pulled.PullAsync(full: false, "customers");
        _simulator.Server.Add(StripeKey.Restricted with { IsExpired = true });
        Assert.Contains("has expired", (await Assert.ThrowsAsync<CredentialRejectedException>(() => _pulled.PullAsync())).Message, StringComparison.Ordinal);
        _simulator.Server.Revoke(StripeKey.Restricted);
        Assert.Contains("does not accept the key", (await Assert.ThrowsAsync<CredentialRejectedException>(() => _pulled.PullAsync())).Message, StringComparison.Ordinal);
    }
}
