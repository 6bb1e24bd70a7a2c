using BlinkSaaS.Pulls.Budgets;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static BlinkSaaS.Pulls.Tests.PlayedSource;

namespace BlinkSaaS.Pulls.Tests.Runs;

public sealed class PullProgressTests(EngineDatabase database) : IClassFixture<EngineDatabase>, IDisposable
{
    private static readonly RateLimit Limit = new() { Permits = 10, Window = TimeSpan.FromMinutes(1), MaxConcurrency = 2 };

    private readonly FakeTimeProvider _clock = new();
    private readonly CallMeter _session = new();
    private readonly List<IDisposable> _owned = [];

    [Fact]
    public async Task Streams_that_are_read_at_the_same_time_are_each_counted_with_their_own_calls()
    {
        var (key, progress) = await StartAsync("tasks", "lists");
        var both = new TaskCompletionSource();
        await Task.WhenAll(CallAsync("tasks", 3), CallAsync("lists", 2), Task.Run(both.SetResult, TestContext.Current.CancellationToken));
        _session.Sent();
        await progress.WriteAsync(CancellationToken.None);

        Assert.Equal(6, await database.OfAsync<long>(key, "calls", "pulls"));
        Assert.Equal("lists 2, tasks 3", await database.OfAsync<string>(key, "string_agg(name || ' ' || calls, ', ' ORDER BY name)", "pull_streams"));
        Assert.Equal("\"\" 6, \"lists\" 2, \"tasks\" 3", await database.OfAsync<string>(key, "string_agg('\"' || stream || '\" ' || calls, ', ' ORDER BY stream)", "pull_samples"));

        async Task CallAsync(string stream, int calls)
        {
            progress.Enter(stream);
            await both.Task;
            for (var i = 0; i < calls; i++)
            {
                await Task.Yield();
                _session.Sent();
            }
        }
    }

    [Fact]
    public async Task A_wait_is_in_the_timeline_while_it_lasts_and_has_its_length_when_it_is_over()
    {
        var (key, progress) = await StartAsync("tasks");
        for (var i = 0; i < Limit.Permits; i++)
        {
            var permit = await Share.AcquireAsync(CancellationToken.None);
            Share.Settle(permit, new CallAnswer { Sent = _clock.GetTimestamp(), Answered = _clock.GetTimestamp(), Status = 200 });
        }

        var waiting = Share.AcquireAsync(CancellationToken.None).AsTask();
        _session.WaitBegan(_clock);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await progress.WriteAsync(CancellationToken.None);

        var lasting = Assert.Single((await TimelineAsync(key)).Events);
        Assert.Equal((PullEventKind.Wait, null), (lasting.Kind, lasting.Duration));
        Assert.InRange((lasting.Until!.Value - lasting.At).TotalSeconds, 55, 65);
        Assert.Equal("waiting", await database.OfAsync<string>(key, "state", "pulls"));

        _clock.Advance(TimeSpan.FromSeconds(61));
        await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        _session.WaitEnded(_clock, mayCall: true);
        await progress.WriteAsync(CancellationToken.None);

        var over = Assert.Single((await TimelineAsync(key)).Events);
        Assert.Equal(TimeSpan.FromSeconds(62), over.Duration);
        Assert.Equal(62_000, await database.OfAsync<long>(key, "waited_ms", "pulls"));
        Assert.Equal("running", await database.OfAsync<string>(key, "state", "pulls"));
    }

    [Fact]
    public async Task Retries_and_refusals_are_events_and_name_their_stream()
    {
        var (key, progress) = await StartAsync("tasks");
        await RetryAsync();
        _session.WasRefused();
        _session.WasRefused();
        await progress.WriteAsync(CancellationToken.None);

        var events = (await TimelineAsync(key)).Events;
        Assert.Equal(
            [(PullEventKind.Retry, "tasks", 502, null, 1), (PullEventKind.Retry, "tasks", null, "ClickUp does not answer.", 1), (PullEventKind.Refused, null, (int?)429, null, 2)],
            events.Select(e => (e.Kind, e.Stream, e.Status, e.Detail, e.Times)));
        Assert.Equal(TimeSpan.FromSeconds(2), events[0].Duration);

        async Task RetryAsync()
        {
            progress.Enter("tasks");
            await Task.Yield();
            _session.Repeats(_clock, TimeSpan.FromSeconds(2), 502);
            progress.BackOff(TimeSpan.FromSeconds(8), "ClickUp does not answer.");
        }
    }

    [Fact]
    public async Task A_pull_keeps_so_many_events_and_counts_the_rest()
    {
        var (key, progress) = await StartAsync("tasks");
        for (var i = 0; i < PullProgressEvents.Most + 50; i++)
            progress.BackOff(TimeSpan.FromSeconds(1), "Down.");
        _session.WasRefused();
        await progress.WriteAsync(CancellationToken.None);

        Assert.Equal(PullProgressEvents.Most, (await TimelineAsync(key)).Events.Count);
        Assert.Equal(1, await database.OfAsync<long>(key, "refused", "pulls"));
    }

    /// <summary>The commit arrived and its answer did not: the worker cannot know and must look.</summary>
    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 5)]
    public async Task A_write_whose_answer_was_lost_is_done_once(bool arrived, int calls)
    {
        var (key, progress) = await StartAsync("tasks");
        await database.ExecuteAsync("CREATE OR REPLACE FUNCTION refuse_samples() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END'");
        await database.ExecuteAsync("CREATE TRIGGER refuse BEFORE INSERT ON pulls.pull_samples FOR EACH ROW EXECUTE FUNCTION refuse_samples()");
        for (var i = 0; i < 3; i++)
            _session.Sent();
        await progress.TryWriteAsync();
        await database.ExecuteAsync("DROP TRIGGER refuse ON pulls.pull_samples");
        if (arrived)
            await database.ExecuteAsync("UPDATE pulls.pulls SET progress_fence = $3, progress_write = 1 WHERE workspace_id = $1 AND connection_id = $2", key.WorkspaceId, key.ConnectionId, 1L);
        _session.Sent();
        _session.Sent();
        await progress.WriteAsync(CancellationToken.None);
        await progress.WriteAsync(CancellationToken.None);

        Assert.Equal(calls, await database.OfAsync<long>(key, "calls", "pulls"));
    }

    [Fact]
    public async Task A_worker_that_goes_on_says_so_and_ends_a_wait_that_was_left()
    {
        var (key, _) = await StartAsync("tasks");
        var (taken, next) = await TakeOverAsync(key);
        Assert.True(taken.Resumed);
        next.Watch(_session);
        await next.WriteAsync(CancellationToken.None);
        Assert.Equal(PullEventKind.Resumed, Assert.Single((await TimelineAsync(key)).Events).Kind);

        await database.ExecuteAsync("UPDATE pulls.pull_events SET kind = 'wait', at = now() - interval '20 s', until = now() - interval '5 s' WHERE workspace_id = $1 AND connection_id = $2", key.WorkspaceId, key.ConnectionId);
        (_, next) = await TakeOverAsync(key);
        next.Watch(_session);
        await next.WriteAsync(CancellationToken.None);
        var wait = Assert.Single((await TimelineAsync(key)).Events);
        Assert.InRange(wait.Duration!.Value.TotalSeconds, 14.9, 15.1);
        Assert.InRange(await database.OfAsync<long>(key, "waited_ms", "pulls"), 14_900, 15_100);
    }

    [Fact]
    public async Task A_whole_pull_leaves_a_timeline_that_adds_up_to_its_counters()
    {
        var source = new PlayedSource().With(Stream("tasks"), [[Record("a")], [Record("b")]]).With(Stream("lists"), [Record("l")]);
        source.Reads["tasks"] = (request, read, _) => read == 0 ? throw new SourceUnavailableException("Down.") : Pages(request, [[Record("a")], [Record("b")]]);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        var pull = await bench.PullAsync(key);
        var timeline = await TimelineAsync(key);

        Assert.Equal(pull.Pull.Calls, timeline.Samples.Where(sample => sample.Stream == "").Sum(sample => sample.Calls));
        Assert.All(pull.Streams, stream => Assert.Equal(stream.Calls, timeline.Samples.Where(sample => sample.Stream == stream.Name).Sum(sample => sample.Calls)));
        Assert.All(timeline.Samples, sample => Assert.Equal(sample.Stream == "", sample.Budget is { Limit: 500 }));
        var retry = Assert.Single(timeline.Events);
        Assert.Equal((PullEventKind.Retry, "tasks", "Down."), (retry.Kind, retry.Stream, retry.Detail));
    }

    [Fact]
    public async Task What_is_kept_of_a_connection_that_is_purged_goes_with_it()
    {
        using var bench = new PullBench(database, new PlayedSource().With(Stream("tasks"), [[Record("a")]]));
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        await database.ExecuteAsync("INSERT INTO pulls.pull_events (workspace_id, connection_id, number, ordinal, at, kind) VALUES ($1, $2, 1, 1, now(), 'resumed')", key.WorkspaceId, key.ConnectionId);
        await new Pulls.Records.ConnectionPurge(database.Engine, TimeProvider.System).RunAsync(key, CancellationToken.None);
        Assert.Equal((0, 0), (await database.OfAsync<long>(key, "count(*)", "pull_events"), await database.OfAsync<long>(key, "count(*)", "pull_samples")));
    }

    public void Dispose()
    {
        foreach (var owned in _owned)
            owned.Dispose();
    }

    private BudgetShare Share { get; set; } = null!;

    private async Task<(ConnectionKey Key, PullProgress Progress)> StartAsync(params string[] streams)
    {
        var key = await database.AddAsync();
        var schedule = new PullSchedule(database.Engine, Microsoft.Extensions.Options.Options.Create(new PullOptions()));
        var claim = (await schedule.ClaimAsync("test", key, CancellationToken.None))!;
        foreach (var stream in streams)
            await database.ExecuteAsync("INSERT INTO pulls.pull_streams (workspace_id, connection_id, number, ordinal, name, title) VALUES ($1, $2, 1, 0, $3, $3)", key.WorkspaceId, key.ConnectionId, stream);
        var progress = Of(claim);
        progress.Watch(_session);
        return (key, progress);
    }

    private async Task<(ClaimedPull Claim, PullProgress Progress)> TakeOverAsync(ConnectionKey key)
    {
        await database.ExecuteAsync("UPDATE pulls.schedules SET lease_until = now() - interval '1 second' WHERE workspace_id = $1 AND connection_id = $2", key.WorkspaceId, key.ConnectionId);
        var claim = (await new PullSchedule(database.Engine, Microsoft.Extensions.Options.Options.Create(new PullOptions())).ClaimAsync("other", key, CancellationToken.None))!;
        return (claim, Of(claim));
    }

    /// <summary>Its own ticks never come: the test writes.</summary>
    private PullProgress Of(ClaimedPull claim)
    {
        var budgets = new CallBudgets(_clock);
        _owned.Add(budgets);
        // A person's calls are not spread over the window, so that a clock that stands still does not keep them.
        Share = budgets.For("token", Limit, person: true);
        return new PullProgress(database.Engine, claim, Share, TimeSpan.FromDays(1), _clock, NullLogger.Instance);
    }

    private async Task<PullTimeline> TimelineAsync(ConnectionKey key)
    {
        await using var connection = await database.Engine.OpenConnectionAsync();
        return await PullTimeline.ReadAsync(connection, key, 1, CancellationToken.None);
    }
}
