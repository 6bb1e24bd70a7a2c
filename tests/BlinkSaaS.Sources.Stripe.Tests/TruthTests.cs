using Microsoft.Extensions.Time.Testing;
using StripeSimulator;
using StripeSimulator.Worlds;

namespace BlinkSaaS.Sources.Stripe.Tests;

/// <summary>What was pulled is compared with what the simulator knows: none lost, none twice, none stale.</summary>
public sealed class TruthTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 9, 2, 8, 0, 0, TimeSpan.Zero));
    private SimulatorHost _simulator = null!;
    private PulledRecords _pulled = null!;

    public async ValueTask InitializeAsync()
    {
        _simulator = await SimulatorHost.StartAsync(new SimulatorOptions { Customers = 60, LargestPage = 9 }, _clock);
        _pulled = new PulledRecords(_simulator, _clock);
    }

    public async ValueTask DisposeAsync()
    {
        _pulled.Dispose();
        await _simulator.DisposeAsync();
    }

    [Fact]
    public async Task A_full_pull_brings_everything_with_whole_nested_lists()
    {
        await _pulled.PullAsync();

        _pulled.AssertIsTruth();
        Assert.All(_pulled.Complete.Values, Assert.True);
        Assert.Empty(_pulled.Skipped);
        Assert.Contains(_pulled["invoices"].Values, invoice => (long)invoice.Cells["line_count"]! == 27);
        Assert.Contains(_pulled["subscriptions"].Values, subscription => (long)subscription.Cells["item_count"]! == 13);
        Assert.Contains(_pulled["subscriptions"].Values, subscription => (string)subscription.Cells["status"]! == "canceled");
        Assert.Contains(_pulled["prices"].Values, price => !(bool)price.Cells["active"]!);
    }

    [Fact]
    public async Task Pulls_after_changes_bring_changes_and_deletions()
    {
        await _pulled.PullAsync();
        for (var round = 0; round < 5; round++)
        {
            _clock.Advance(TimeSpan.FromHours(7));
            _simulator.Server.Mutate.Random(46);
            // Lines that are gone show in a complete walk of theirs.
            await _pulled.PullAsync(full: true, "invoice_lines");
            await _pulled.PullAsync();

            _pulled.AssertIsTruth();
            Assert.All(_pulled.Complete, stream => Assert.False(stream.Value, stream.Key));
        }
    }

    [Fact]
    public async Task A_pull_after_which_nothing_changed_writes_nothing_and_makes_few_calls()
    {
        await _pulled.PullAsync();
        _clock.Advance(TimeSpan.FromMinutes(10));
        var before = _simulator.Server.Calls.Count;

        await _pulled.PullAsync();

        _pulled.AssertIsTruth();
        Assert.Equal(0, _pulled.Written);
        // One list of events and one of what is new for each stream; prices have two lists, balance transactions no events.
        Assert.Equal(22, _simulator.Server.Calls.Count - before);
    }

    [Fact]
    public async Task What_became_available_without_an_event_is_read_again()
    {
        _simulator.Server.Mutate.AddCharge();
        await _pulled.PullAsync();
        Assert.Contains(_pulled["balance_transactions"].Values, one => (string)one.Cells["status"]! == "pending");

        for (var day = 0; day < 9; day++)
        {
            _clock.Advance(TimeSpan.FromDays(1));
            await _pulled.PullAsync(full: false, "balance_transactions");
            PulledRecords.AssertSame(_simulator.Server.World.Truth(Kind.BalanceTransaction), _pulled["balance_transactions"], "balance_transactions");
            Assert.False(_pulled.Complete["balance_transactions"]);
        }

        Assert.DoesNotContain(_pulled["balance_transactions"].Values, one => (string)one.Cells["status"]! == "pending");
    }

    [Fact]
    public async Task Changes_older_than_events_are_kept_are_found_by_reading_everything()
    {
        await _pulled.PullAsync();
        _simulator.Server.Mutate.Random(69);
        _clock.Advance(TimeSpan.FromDays(31));

        await _pulled.PullAsync();

        Assert.All(_pulled.Complete, stream => Assert.Equal(stream.Key != "balance_transactions", stream.Value));
        _pulled.AssertIsTruth();
    }

    [Fact]
    public async Task Changes_in_the_middle_of_a_full_walk_are_not_lost()
    {
        var messages = 0;
        _pulled.OnMessage = message =>
        {
            // Within the same second as the page before: neither order nor time tells them apart.
            if (message is CheckpointMessage && messages++ % 5 == 0)
                _simulator.Server.Mutate.Random(23);
        };
        await _pulled.PullAsync();
        Assert.InRange(messages, 60, 200);
        _pulled.OnMessage = _ => { };
        _clock.Advance(TimeSpan.FromMinutes(1));

        await _pulled.PullAsync();

        await _pulled.PullAsync(full: true, "invoice_lines");
        _pulled.AssertIsTruth();
    }

    [Fact]
    public async Task A_read_that_is_broken_off_at_every_page_loses_nothing()
    {
        _pulled.Breaks = message => message is CheckpointMessage;
        for (var i = 0; i < 40 && _pulled.Complete.Count < 11; i++)
        {
            await _pulled.PullAsync();
            if (i % 4 == 1)
                _simulator.Server.Mutate.Random(2);
            _clock.Advance(TimeSpan.FromMinutes(20));
        }

        _pulled.Breaks = _ => false;
        await _pulled.PullAsync();
        await _pulled.PullAsync(full: true, "invoice_lines");
        _pulled.AssertIsTruth();
    }

    [Fact]
    public async Task A_cursor_whose_object_is_deleted_is_gone_on_from_by_its_time()
    {
        var server = _simulator.Server;
        _pulled.Breaks = message => message is CheckpointMessage;
        await _pulled.PullAsync(full: false, "customers");
        var cursor = server.World.Of(Kind.Customer)[8];
        Assert.Contains((string)cursor["id"]!, _pulled.Checkpoints["customers"], StringComparison.Ordinal);
        server.World.Delete(Kind.Customer, cursor);
        _pulled.Breaks = _ => false;

        await _pulled.PullAsync(full: false, "customers");

        PulledRecords.AssertSame(server.World.Truth(Kind.Customer), _pulled["customers"], "customers");
        Assert.Contains(server.Calls, call => call.Contains($"created%5Blte%5D={cursor["created"]}", StringComparison.Ordinal));
    }
}
