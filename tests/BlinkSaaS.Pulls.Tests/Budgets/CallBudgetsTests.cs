using BlinkSaaS.Pulls.Budgets;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BlinkSaaS.Pulls.Tests.Budgets;

public class CallBudgetsTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RateLimit _limit = new() { Permits = 10, Window = TimeSpan.FromMinutes(1), MaxConcurrency = 2 };

    [Fact]
    public async Task Acquire_waits_for_reset_when_nothing_remains()
    {
        using var budgets = new CallBudgets(_clock);
        using var share = budgets.For("token", _limit, person: true);
        for (var i = 0; i < 10; i++)
            Settle(share, await share.AcquireAsync(CancellationToken.None));
        var waiting = share.AcquireAsync(CancellationToken.None).AsTask();
        Assert.False(waiting.IsCompleted);
        Assert.InRange(share.Snapshot().Wait, TimeSpan.FromSeconds(59), TimeSpan.FromSeconds(61));
        Assert.Equal((10, 0, 10, 0), (share.Snapshot().Limit, share.Snapshot().Left, share.Snapshot().Used, share.Snapshot().UsedElsewhere));
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.InRange((await waiting).Waited, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(62));
    }

    [Fact]
    public async Task Shares_of_a_token_are_served_in_turn_and_a_person_first()
    {
        using var budgets = new CallBudgets(_clock);
        using var first = budgets.For("token", _limit with { MaxConcurrency = 1 });
        using var second = budgets.For("token", _limit);
        using var person = budgets.For("token", _limit, person: true);
        var permit = await first.AcquireAsync(CancellationToken.None);
        var order = new List<string>();
        var calls = new[] { ("first", first), ("first", first), ("first", first), ("second", second), ("second", second), ("person", person) }
            .Select(call => CallAsync(call.Item1, call.Item2)).ToList();
        Settle(first, permit);
        await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(["person", "second", "first", "second", "first", "first"], order);

        async Task CallAsync(string name, BudgetShare share)
        {
            var mine = await share.AcquireAsync(CancellationToken.None);
            order.Add(name);
            Settle(share, mine);
        }
    }

    [Fact]
    public async Task A_read_that_makes_one_call_after_the_other_comes_to_its_own_pace_where_calls_abound()
    {
        using var budgets = new CallBudgets(new SharedStates(_clock), _clock, NullLogger.Instance);
        using var share = budgets.For("token", _limit with { Permits = 60_000 });
        var waits = 0;
        for (var call = 0; call < 200; call++)
            await CallAsync();
        Assert.InRange(waits, 1, 10);

        // What was leased for it and not used goes back: soon where it rests, at once where it ends.
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(60_000 - 200, share.Snapshot().Left);
        await CallAsync();
        share.Dispose();
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal(60_000 - 201, budgets.Peek("token")!.Left);

        async Task CallAsync()
        {
            var pending = share.AcquireAsync(TestContext.Current.CancellationToken).AsTask();
            if (!pending.IsCompleted)
            {
                waits++;
                _clock.Advance(TimeSpan.FromMilliseconds(110));
            }

            Settle(share, await pending.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task No_more_calls_are_out_at_once_than_the_source_bears()
    {
        using var budgets = new CallBudgets(_clock);
        using var share = budgets.For("token", _limit);
        Settle(share, await share.AcquireAsync(CancellationToken.None));
        await share.AcquireAsync(CancellationToken.None);
        var second = await share.AcquireAsync(CancellationToken.None);
        var third = share.AcquireAsync(CancellationToken.None).AsTask();
        Assert.False(third.IsCompleted);
        share.Return(second);
        await third.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_nothing_and_a_second_settlement_counts_for_nothing()
    {
        using var budgets = new CallBudgets(_clock);
        using var share = budgets.For("token", _limit);
        var first = await share.AcquireAsync(CancellationToken.None);
        using var patience = new CancellationTokenSource();
        var waiting = share.AcquireAsync(patience.Token).AsTask();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Settle(share, first);
        Settle(share, first);
        Assert.Equal(1, share.Snapshot().Used);
    }

    [Fact]
    public async Task Another_share_sees_the_use_of_the_token_without_being_told_whose_it_is()
    {
        using var budgets = new CallBudgets(_clock);
        using var other = budgets.For("token", _limit);
        using var own = budgets.For("token", _limit);
        Settle(other, await other.AcquireAsync(CancellationToken.None));
        Settle(other, await other.AcquireAsync(CancellationToken.None));
        Settle(own, await own.AcquireAsync(CancellationToken.None));
        Assert.Equal((7, 1, 2), (own.Snapshot().Left, own.Snapshot().Used, own.Snapshot().UsedElsewhere));
        Assert.Equal((7, 3), (budgets.Peek("token")!.Left, budgets.Peek("token")!.Used));
        Assert.Null(budgets.Peek("another"));
    }

    private void Settle(BudgetShare share, CallPermit permit) =>
        share.Settle(permit, new CallAnswer { Sent = _clock.GetTimestamp(), Answered = _clock.GetTimestamp(), Status = 200 });

    /// <summary>States that others may share, so that turns cost something.</summary>
    private sealed class SharedStates(TimeProvider clock) : IBudgetStates
    {
        private readonly OwnBudgetStates _inner = new(clock);

        public bool Shared => true;

        public ValueTask<TurnGrant> TakeTurnAsync(string key, TurnRequest request, CancellationToken cancellationToken) =>
            _inner.TakeTurnAsync(key, request, cancellationToken);
    }
}
