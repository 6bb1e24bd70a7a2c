using BlinkSaaS.Pulls.Budgets;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BlinkSaaS.Pulls.Tests.Budgets;

public class BudgetTableTests(EngineDatabase database) : IClassFixture<EngineDatabase>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly RateLimit _limit = new() { Permits = 20, Window = TimeSpan.FromSeconds(2), MaxConcurrency = 8 };
    private readonly string _key = Guid.NewGuid().ToString("n");

    [Fact]
    public async Task Two_processes_share_a_token_without_a_refusal_and_in_equal_parts()
    {
        var server = new RateServer(WindowKind.Sliding, HeaderKind.Sound, 20, _limit.Window, TimeSpan.FromHours(1), false, new Random(1));
        using var one = Process();
        using var two = Process();
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(7), TimeProvider.System);
        var counts = await Task.WhenAll(SpendAsync(one, server, enough.Token), SpendAsync(two, server, enough.Token));
        Assert.Equal(0, server.Refused);
        Assert.True(server.Accepted > 40, $"{server.Accepted} calls of 60 to 80 went through.");
        Assert.InRange((double)counts[0] / counts[1], 0.6, 1.7);
    }

    [Fact]
    public async Task A_budget_survives_the_death_of_all_that_used_it()
    {
        var one = Process();
        var share = one.For(_key, _limit with { Window = TimeSpan.FromMinutes(10) });
        for (var i = 0; i < 5; i++)
            Settle(share, await share.AcquireAsync(CancellationToken.None));
        var lost = await share.AcquireAsync(CancellationToken.None);
        await UntilAsync(async () => await StateAsync("jsonb_array_length((state #> '{ledger,cells}')::jsonb)") > 0);

        // It ends without a word; another begins.
        Assert.NotEqual(0, lost.Id);
        using var two = Process();
        using var next = two.For(_key, _limit with { Window = TimeSpan.FromMinutes(10) });
        Settle(next, await next.AcquireAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.InRange(next.Snapshot().Left, 0, 20 - 5);
        Assert.InRange(await StateAsync("(SELECT count(*) FROM jsonb_array_elements((state -> 'members')::jsonb) m WHERE (m ->> 'permits')::int > 0 AND m ->> 'expiresAt' IS NOT NULL)"), 1, 2);
    }

    [Fact]
    public async Task Without_the_table_no_call_is_sent_and_with_it_those_that_wait_go_on()
    {
        await using var gone = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=x;Timeout=1");
        var states = new Switched(new BudgetTable(gone, TimeProvider.System));
        using var budgets = new CallBudgets(states, TimeProvider.System, NullLogger.Instance);
        using var share = budgets.For(_key, _limit);
        var waiting = share.AcquireAsync(TestContext.Current.CancellationToken).AsTask();
        await UntilAsync(() => Task.FromResult(states.Failed >= 2));
        Assert.False(waiting.IsCompleted);
        states.Inner = new BudgetTable(database.Engine, TimeProvider.System);
        Settle(share, await waiting.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_turn_that_counted_without_its_worker_learning_of_it_is_not_counted_twice()
    {
        var states = new Switched(new BudgetTable(database.Engine, TimeProvider.System));
        using var budgets = new CallBudgets(states, TimeProvider.System, NullLogger.Instance);
        using var share = budgets.For(_key, _limit with { Window = TimeSpan.FromMinutes(10) });
        var permit = await share.AcquireAsync(TestContext.Current.CancellationToken);
        states.ForgetNext = true;
        Settle(share, permit);
        await UntilAsync(() => Task.FromResult(states is { ForgetNext: false, Failed: 1 }));
        Settle(share, await share.AcquireAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken));
        await UntilAsync(async () => await StateAsync("(state #>> '{members,0,permits}' IS NULL)::int") == 1);
        Assert.Equal(2, await StateAsync("(SELECT sum(c::text::int) FROM jsonb_array_elements((state #> '{ledger,cells}')::jsonb) WITH ORDINALITY x(c, n) WHERE n % 2 = 0)"));
    }

    [Fact]
    public async Task A_row_tells_of_no_connection_is_hidden_from_pages_and_goes_when_unused()
    {
        using var budgets = Process();
        using (var share = budgets.For(_key, _limit, workspace: 987_654_321))
            Settle(share, await share.AcquireAsync(TestContext.Current.CancellationToken));
        Assert.False(await database.ScalarAsync<bool>("SELECT state::text LIKE '%987654321%' FROM pulls.api_budget WHERE key = $1", _key));
        await using var read = database.Web.CreateCommand("SELECT count(*) FROM pulls.api_budget");
        await Assert.ThrowsAsync<PostgresException>(() => read.ExecuteScalarAsync(TestContext.Current.CancellationToken));

        // What was given back may still be under way, and counts as use.
        await using var connection = await database.Engine.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await UntilAsync(async () =>
        {
            await database.ExecuteAsync("UPDATE pulls.api_budget SET used_at = now() - interval '25 hours' WHERE key = $1", _key);
            await BudgetTable.SweepAsync(connection, TimeSpan.FromDays(1), TestContext.Current.CancellationToken);
            return await database.ScalarAsync<long>("SELECT count(*) FROM pulls.api_budget WHERE key = $1", _key) == 0;
        });
    }

    private CallBudgets Process() => new(database.Engine, TimeProvider.System, NullLogger<CallBudgets>.Instance);

    private async Task<int> SpendAsync(CallBudgets budgets, RateServer server, CancellationToken cancellationToken)
    {
        using var share = budgets.For(_key, _limit);
        var calls = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            var count = 0;
            while (!cancellationToken.IsCancellationRequested)
            {
                try
                {
                    var permit = await share.AcquireAsync(cancellationToken);
                    var sent = TimeProvider.System.GetTimestamp();
                    Decision decision;
                    lock (server)
                        decision = server.Decide(TimeProvider.System.GetElapsedTime(0).Ticks);
                    count++;
                    share.Settle(permit, new CallAnswer
                    {
                        Sent = sent, Answered = TimeProvider.System.GetTimestamp(), Status = decision.Accepted ? 200 : 429,
                        Limit = decision.Limit, Remaining = decision.Remaining, Reset = decision.Reset,
                    });
                }
                catch (OperationCanceledException)
                {
                    break;
                }
            }

            return count;
        }));
        return calls.Sum();
    }

    private static void Settle(BudgetShare share, CallPermit permit) => share.Settle(permit, new CallAnswer
    {
        Sent = TimeProvider.System.GetTimestamp(), Answered = TimeProvider.System.GetTimestamp(), Status = 200,
    });

    private async Task<long> StateAsync(string what) =>
        Convert.ToInt64(await database.ScalarAsync<object>($"SELECT {what} FROM pulls.api_budget WHERE key = $1", _key), null);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
    }

    /// <summary>The table, out of reach or forgetful for a while.</summary>
    private sealed class Switched(IBudgetStates inner) : IBudgetStates
    {
        private int _failed;

        public IBudgetStates Inner { get; set; } = inner;

        public bool ForgetNext { get; set; }

        public int Failed => _failed;

        public bool Shared => true;

        public async ValueTask<TurnGrant> TakeTurnAsync(string key, TurnRequest request, CancellationToken cancellationToken)
        {
            try
            {
                var grant = await Inner.TakeTurnAsync(key, request, cancellationToken);
                if (!ForgetNext)
                    return grant;
                ForgetNext = false;
                throw new TimeoutException("The answer was lost.");
            }
            catch
            {
                Interlocked.Increment(ref _failed);
                throw;
            }
        }
    }
}
