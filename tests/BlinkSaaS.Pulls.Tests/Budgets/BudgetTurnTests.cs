using BlinkSaaS.Pulls.Budgets;

namespace BlinkSaaS.Pulls.Tests.Budgets;

public class BudgetTurnTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly BudgetState _state = new(100, Minute.Ticks);

    [Fact]
    public void Before_anything_is_known_one_call_asks()
    {
        Assert.Equal(1, Take("a", 1, want: 10).Bulk);
        var second = Take("b", 1.1, want: 10);
        Assert.Equal(0, second.Bulk);
        Assert.NotNull(second.Wait);
    }

    [Fact]
    public void Other_use_of_the_token_is_seen_in_the_headers()
    {
        var asked = Take("a", 1, want: 1);
        var grant = Take("a", 1.3, want: 50, asked.Fence, Answer(0.3, 0.1) with { Limit = 100, Remaining = 3, Reset = 1_060, Date = 1_001 });
        Assert.Equal(3, grant.Bulk);
        Assert.Equal(0, Take("a", 1.5, want: 50, grant.Fence, holding: 3).Bulk);
    }

    [Fact]
    public void A_refusal_stops_all_calls_until_the_window_is_over_and_then_one_asks()
    {
        var fence = Take("a", 1, want: 1).Fence;
        var refused = Take("a", 1.2, want: 50, fence, Answer(0.2, 0) with { Status = 429, Limit = 100, Remaining = 0, Reset = 1_040, Date = 1_001 });
        Assert.Equal(0, refused.Bulk + refused.ForPersons);
        Assert.InRange(refused.Wait!.Value, Seconds(39), Seconds(41));
        Assert.Equal(1, Take("a", 1.2 + refused.Wait.Value / (double)TimeSpan.TicksPerSecond, want: 50, refused.Fence).Bulk);
        Assert.Equal(0, Take("b", 42, want: 50).Bulk);
    }

    [Fact]
    public void Retry_after_is_obeyed_without_any_other_header()
    {
        var fence = Take("a", 1, want: 1).Fence;
        var refused = Take("a", 2, want: 5, fence, Answer(1, 0) with { Status = 429, RetryAfter = TimeSpan.FromSeconds(17) });
        Assert.Equal((0, Seconds(17)), (refused.Bulk, refused.Wait));
        Assert.Equal(3, Take("a", 19.1, want: 3, refused.Fence).Bulk);
    }

    [Fact]
    public void Refusals_that_say_nothing_are_waited_out_longer_each_time()
    {
        var (at, fence, pauses) = (1.0, Take("a", 1, want: 1).Fence, new List<double>());
        for (var i = 0; i < 8; i++)
        {
            var refused = Take("a", at, want: 1, fence, Answer(0, 0) with { Status = 429 });
            pauses.Add(Math.Round(TimeSpan.FromTicks(refused.Wait!.Value).TotalSeconds));
            at += pauses[^1] + 0.1;
            fence = Take("a", at, want: 1, refused.Fence).Fence;
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], pauses);
    }

    [Fact]
    public void A_lowered_limit_holds_at_once()
    {
        var fence = Take("a", 1, want: 1).Fence;
        Assert.Equal(9, Take("a", 1.2, want: 50, fence, Answer(0.2, 0.1) with { Limit = 10, Remaining = 9, Reset = 1_060, Date = 1_001 }).Bulk);
    }

    [Fact]
    public void Half_of_an_idle_budget_and_more_goes_at_once_and_the_rest_is_spread_except_for_a_person()
    {
        var fence = Take("a", 1, want: 1).Fence;
        var burst = Take("a", 1.2, want: 100, fence, Answer(0.2, 0.1));
        Assert.InRange(burst.Bulk, 70, 80);
        var next = Take("a", 1.3, want: 100, burst.Fence, holding: burst.Bulk);
        Assert.Equal(0, next.Bulk);
        Assert.InRange(Take("b", 1.4, want: 0, persons: 50).ForPersons, 20, 25);
    }

    [Fact]
    public void Permits_of_a_worker_that_died_are_charged_when_its_lease_is_over()
    {
        var fence = Take("dead", 1, want: 1).Fence;
        var last = Take("dead", 1.2, want: 60, fence, Answer(0.2, 0.1));
        Assert.Equal(60, last.Bulk);
        Take("b", 100, want: 0);
        Assert.Equal(60, _state.Out);
        Take("b", 112, want: 0);
        Assert.Equal((0, 60), (_state.Out, _state.Ledger.Count));

        // Up to then it may have sent them: only a window later they are free.
        Take("b", 169, want: 0);
        Assert.Equal(60, _state.Ledger.Count);
        Take("b", 173, want: 0);
        Assert.Equal(0, _state.Ledger.Count);
    }

    [Fact]
    public void A_report_under_an_old_fence_changes_nothing_but_what_the_worker_holds()
    {
        var fence = Take("a", 1, want: 1).Fence;
        var grant = Take("a", 1.2, want: 10, fence, Answer(0.2, 0.1));
        Assert.True(grant.Settled);
        var ledger = _state.Ledger.Count;
        var again = Take("a", 1.4, want: 0, fence, Answer(0.4, 0.3));
        Assert.False(again.Settled);
        Assert.Equal((ledger, 0), (_state.Ledger.Count, _state.Out));
        Take("a", 1.6, want: 0, 4_711, holding: 3);
        Assert.Equal(3, _state.Out);
    }

    [Fact]
    public void The_order_of_reports_does_not_change_the_ledger()
    {
        var ledgers = new List<CallLedger>();
        foreach (var order in (double[][])[[3, 10, 20], [20, 3, 10], [10, 20, 3]])
        {
            var ledger = new CallLedger(Minute.Ticks);
            foreach (var answered in order)
                ledger.Add(Seconds(answered));
            ledgers.Add(ledger);
        }

        Assert.All(ledgers, ledger => Assert.Equal(ledgers[0].Cells, ledger.Cells));
        ledgers[0].Expire(Seconds(71));
        Assert.Equal(1, ledgers[0].Count);
    }

    [Fact]
    public void Time_does_not_go_back_when_the_clock_does()
    {
        var fence = Take("a", 5_000, want: 1).Fence;
        fence = Take("a", 5_001, want: 0, fence, Answer(1, 0.5)).Fence;
        Take("a", 1_401, want: 0, fence);
        Take("b", 1_440, want: 0);
        Assert.Equal(1, _state.Ledger.Count);
        Take("b", 1_465, want: 0);
        Assert.Equal(0, _state.Ledger.Count);
    }

    [Fact]
    public void Two_workers_with_the_same_pulls_get_the_same_whoever_asks_more_often()
    {
        var got = new Dictionary<string, int> { ["a"] = 0, ["b"] = 0 };
        var fences = new Dictionary<string, long> { ["a"] = 0, ["b"] = 0 };
        var held = new Dictionary<string, int> { ["a"] = 0, ["b"] = 0 };
        for (var i = 0; i < 3_000; i++)
        {
            var worker = i % 4 == 0 ? "b" : "a";
            var answers = Enumerable.Repeat(Answer(0.05, 0), held[worker]).ToArray();
            var grant = Take(worker, 1 + i * 0.1, want: 20, fences[worker], answers);
            (fences[worker], held[worker]) = (grant.Fence, grant.Bulk);
            got[worker] += grant.Bulk;
        }

        Assert.InRange(got["a"] + got["b"], 480, 600);
        Assert.InRange((double)got["a"] / got["b"], 0.93, 1.08);
    }

    [Fact]
    public void No_workspace_counts_for_more_than_all_others_together()
    {
        var weights = FairShares.WeightsOf(new Dictionary<string, int> { ["big"] = 18, ["small"] = 2, ["other"] = 1 });
        Assert.Equal(3.0, 18 * weights["big"], 6);
        Assert.False(weights.ContainsKey("small"));
        Assert.Empty(FairShares.WeightsOf(new Dictionary<string, int> { ["only"] = 18 }));
        Assert.Empty(FairShares.WeightsOf(new Dictionary<string, int> { ["a"] = 5, ["b"] = 5 }));
    }

    [Fact]
    public void What_a_person_waits_for_elsewhere_goes_first()
    {
        var fence = Take("a", 1, want: 1).Fence;
        fence = Take("a", 1.2, want: 0, fence, Answer(0.2, 0.1) with { Limit = 100, Remaining = 4, Reset = 1_060, Date = 1_001 }).Fence;
        Assert.Equal(4, Take("person", 1.3, persons: 6, want: 0).ForPersons);
        Assert.Equal(0, Take("a", 1.4, want: 10, fence).Bulk);
    }

    [Theory]
    [InlineData(60_000, 30, 30)]
    [InlineData(60_000, 500, 200)]
    [InlineData(1_000, 30, 3)]
    [InlineData(100, 30, 0)]
    public void Calls_that_follow_are_leased_ahead_as_far_as_the_limit_lets_them_go_until_the_next_turn(int limit, int ahead, int granted)
    {
        var fence = Take("a", 1, want: 1).Fence;
        var answer = Answer(0.2, 0.1) with { Limit = limit, Remaining = limit - 1, Reset = 1_060, Date = 1_001 };
        var grant = Take("a", 1.2, want: 2, fence, 0, 0, [answer], ahead);
        Assert.Equal((2, granted), (grant.Bulk, grant.Ahead));
        Assert.Equal(2 + granted, _state.Out);
    }

    [Fact]
    public void Nothing_is_leased_ahead_where_not_even_what_is_wanted_can_be_had()
    {
        var fence = Take("a", 1, want: 1).Fence;
        var answer = Answer(0.2, 0.1) with { Limit = 60_000, Remaining = 3, Reset = 1_060, Date = 1_001 };
        var grant = Take("a", 1.2, want: 5, fence, 0, 0, [answer], ahead: 50);
        Assert.Equal((3, 0), (grant.Bulk, grant.Ahead));
    }

    private TurnGrant Take(string worker, double at, int want, long fence = 0, params BudgetAnswer[] answers) =>
        Take(worker, at, want, fence, 0, 0, answers);

    private TurnGrant Take(string worker, double at, int want, long fence, int holding) => Take(worker, at, want, fence, holding, 0, []);

    private TurnGrant Take(string worker, double at, int want, int persons) => Take(worker, at, want, 0, 0, persons, []);

    private TurnGrant Take(string worker, double at, int want, long fence, int holding, int persons, BudgetAnswer[] answers, int ahead = 0) =>
        BudgetTurn.Take(_state, new TurnRequest
        {
            Worker = worker,
            Fence = fence,
            DeclaredLimit = 100,
            Window = Minute.Ticks,
            Lease = Seconds(110),
            Answers = answers,
            Holding = holding,
            Want = want,
            Ahead = ahead,
            WantForPersons = persons,
            Pulls = want + persons > 0 ? new Dictionary<string, int> { ["w"] = 1 } : [],
        }, Seconds(at));

    /// <summary>An answer by its ages.</summary>
    private static BudgetAnswer Answer(double sentAgo, double answeredAgo) => new() { Sent = Seconds(sentAgo), Answered = Seconds(answeredAgo), Status = 200 };

    private static long Seconds(double seconds) => (long)(seconds * TimeSpan.TicksPerSecond);
}
