using BlinkSaaS.Sources;
using Npgsql;
using static BlinkSaaS.Pulls.Tests.PlayedSource;

namespace BlinkSaaS.Pulls.Tests.Schedules;

/// <summary>What the end of a pull does to the next one, and what people do to a pull that runs.</summary>
public class PullEndsTests(EngineDatabase database) : IClassFixture<EngineDatabase>
{
    [Fact]
    public async Task After_a_partly_failed_pull_only_what_failed_is_read_again_and_soon()
    {
        var source = new PlayedSource().With(Stream("lists"), [Record("l")]).With(Stream("tasks"), [Record("a")], [Record("b")]);
        var away = true;
        source.Reads["tasks"] = (request, _, _) => away ? throw new SourceUnavailableException("ClickUp does not answer.") : Pages(request, [[Record("a")], [Record("b")]]);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        Assert.Equal(PullState.Failed, (await bench.PullAsync(key)).Pull.State);
        Assert.True(await database.OfAsync<bool>(key, "retries AND failures = 1 AND next_pull_at < now() + interval '2 minutes'", "schedules"));

        source.Requests.Clear();
        var still = await bench.PullAsync(key);
        Assert.Equal((PullTrigger.Retry, PullState.Failed), (still.Pull.Trigger, still.Pull.State));
        Assert.Equal(["tasks"], still.Streams.Select(stream => stream.Name));

        away = false;
        var mended = await bench.PullAsync(key);
        Assert.Equal((PullTrigger.Retry, PullState.Done), (mended.Pull.Trigger, mended.Pull.State));
        Assert.DoesNotContain(source.Requests, request => request.Stream.Name == "lists");
        Assert.Equal(["a", "b"], (await bench.RecordsAsync(key, "tasks")).Select(row => row.Key));
        Assert.True(await database.OfAsync<bool>(key, "NOT retries AND failures = 0 AND next_pull_at > now() + interval '29 minutes'", "schedules"));
        Assert.Equal(2, (await bench.PullAsync(key)).Streams.Count);
    }

    [Fact]
    public async Task Ten_failed_pulls_pause_the_connection_and_one_that_works_takes_it_back()
    {
        var source = new PlayedSource { DiscoveryFails = new InvalidOperationException("no") }.With(Stream("tasks"), [Record("a")]);
        using var bench = new PullBench(database, source, options => options.FailuresToPause = 3);
        var key = await database.AddAsync();
        for (var i = 0; i < 3; i++)
            await bench.PullAsync(key);
        Assert.Equal([null, null, PauseReason.Failures], bench.Told.Select(told => told.Pause));
        Assert.True(await database.OfAsync<bool>(key, "paused AND pause_reason = 'failures' AND failures = 3 AND next_pull_at IS NULL AND paused_at IS NOT NULL", "schedules"));

        source.DiscoveryFails = null;
        await WebAsync(connection => PullSchedule.RequestAsync(connection, null, key, null, false, CancellationToken.None));
        Assert.Equal(PullState.Done, (await bench.PullAsync(key)).Pull.State);
        Assert.True(await database.OfAsync<bool>(key, "NOT paused AND pause_reason IS NULL AND paused_at IS NULL AND failures = 0 AND next_pull_at > now()", "schedules"));
    }

    [Fact]
    public async Task A_cancelled_pull_commits_nothing_from_that_moment_and_keeps_what_it_had()
    {
        var source = new PlayedSource().With(Stream("lists"), [Record("l")]).With(Stream("tasks"), [Record("a")], [Record("b")]);
        var (reading, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        source.Reads["tasks"] = (request, _, _) => Halted(request);
        async IAsyncEnumerable<SourceMessage> Halted(ReadRequest request)
        {
            var messages = 0;
            await foreach (var message in Pages(request, [[Record("a")], [Record("b")]]))
            {
                if (++messages == 3)
                {
                    reading.SetResult();
                    await cancelled.Task;
                }

                yield return message;
            }
        }

        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        var run = bench.Runner.RunAsync(await bench.ClaimAsync(key), CancellationToken.None);
        await reading.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await WebAsync(connection => PullSchedule.CancelAsync(connection, null, key, "Mara cancelled it.", DateTimeOffset.UnixEpoch, CancellationToken.None));
        cancelled.SetResult();

        Assert.Null(await run);
        var pull = await bench.CurrentAsync(key);
        Assert.Equal((PullState.Cancelled, "Mara cancelled it."), (pull.Pull.State, pull.Pull.Error));
        Assert.Equal([PullStreamState.Done, PullStreamState.Skipped], pull.Streams.Select(stream => stream.State));
        Assert.Equal(["a"], (await bench.RecordsAsync(key, "tasks")).Select(row => row.Key));
        Assert.True(await database.OfAsync<bool>(key, "lease_until IS NULL AND next_pull_at BETWEEN now() + interval '29 minutes' AND now() + interval '91 minutes'", "schedules"));
        await WebAsync(async connection => Assert.False(await PullSchedule.CancelAsync(connection, null, key, "Again.", DateTimeOffset.UnixEpoch, CancellationToken.None)));
    }

    [Fact]
    public async Task A_running_pull_notices_within_a_beat_that_it_was_cancelled()
    {
        var source = new PlayedSource().With(Stream("tasks"), [Record("a")]);
        var reading = new TaskCompletionSource();
        source.Reads["tasks"] = (_, _, token) => Forever(token);
        async IAsyncEnumerable<SourceMessage> Forever([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
        {
            reading.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            yield break;
        }

        using var bench = new PullBench(database, source, options => options.Beat = TimeSpan.FromMilliseconds(30));
        var key = await database.AddAsync();
        var run = bench.Runner.RunAsync(await bench.ClaimAsync(key), CancellationToken.None);
        await reading.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await WebAsync(connection => PullSchedule.CancelAsync(connection, null, key, "Mara cancelled it.", DateTimeOffset.UnixEpoch, CancellationToken.None));
        Assert.Null(await run.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_connection_whose_owner_left_stops_at_once_and_nobody_can_pull_it()
    {
        using var bench = new PullBench(database, new PlayedSource().With(Stream("tasks"), [Record("a")]));
        var key = await database.AddAsync();
        var claimed = await bench.ClaimAsync(key);
        await WebAsync(connection => PullSchedule.PauseAsync(connection, null, key, PauseReason.Left, null, CancellationToken.None));
        Assert.Null(await bench.Runner.RunAsync(claimed, CancellationToken.None));
        Assert.Equal(PullState.Cancelled, (await bench.CurrentAsync(key)).Pull.State);
        await WebAsync(async connection => Assert.Null(await PullSchedule.RequestAsync(connection, null, key, null, false, CancellationToken.None)));
        Assert.True(await database.OfAsync<bool>(key, "paused AND pause_reason = 'left' AND next_pull_at IS NULL", "schedules"));
    }

    /// <summary>As the function of the web does it when somebody leaves: not a call more than its worker has begun.</summary>
    [Fact]
    public async Task A_running_pull_of_somebody_who_leaves_stops_within_a_beat()
    {
        var source = new PlayedSource().With(Stream("tasks"), [Record("a")]);
        var (reading, stopped) = (new TaskCompletionSource(), new TaskCompletionSource());
        source.Reads["tasks"] = (_, _, token) => Forever(token);
        async IAsyncEnumerable<SourceMessage> Forever([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
        {
            await using var _ = token.Register(stopped.SetResult);
            reading.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            yield break;
        }

        using var bench = new PullBench(database, source, options => options.Beat = TimeSpan.FromMilliseconds(30));
        var key = await database.AddAsync();
        var run = bench.Runner.RunAsync(await bench.ClaimAsync(key), CancellationToken.None);
        await reading.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await database.ExecuteAsync("SELECT pulls.stop_connection($1, $2, 'Its owner left.')", key.WorkspaceId, key.ConnectionId);
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Null(await run.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        var pull = await bench.CurrentAsync(key);
        Assert.Equal((PullState.Cancelled, "Its owner left."), (pull.Pull.State, pull.Pull.Error));
        Assert.DoesNotContain(pull.Streams, stream => stream.State is PullStreamState.Queued or PullStreamState.Pulling);
        await WebAsync(async connection => Assert.Null(await PullSchedule.RequestAsync(connection, null, key, null, false, CancellationToken.None)));
        Assert.True(await database.OfAsync<bool>(key, "paused AND pause_reason = 'left' AND next_pull_at IS NULL", "schedules"));
    }

    [Fact]
    public async Task A_token_rejected_elsewhere_stops_a_connection_once()
    {
        using var bench = new PullBench(database, new PlayedSource());
        var key = await database.AddAsync();
        await using var engine = await database.Engine.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.True(await PullSchedule.RejectAsync(engine, key, "Token invalid", CancellationToken.None));
        Assert.False(await PullSchedule.RejectAsync(engine, key, "Token invalid", CancellationToken.None));
        Assert.Equal((PullState.Cancelled, "Token invalid"), ((await bench.CurrentAsync(key)).Pull.State, (await bench.CurrentAsync(key)).Pull.Error));
        Assert.Null(await bench.Schedule.ClaimAsync("test", key, CancellationToken.None));
    }

    [Fact]
    public async Task A_schedule_by_the_clock_decides_the_next_pull_also_where_it_was_chosen_while_one_ran()
    {
        using var bench = new PullBench(database, new PlayedSource().With(Stream("tasks"), [Record("a")]));
        var key = await database.AddAsync();
        var claimed = await bench.ClaimAsync(key);
        var timing = new PullTiming { Interval = TimeSpan.FromHours(1), Cron = "0 6 * * *", TimeZone = "Europe/Berlin" };
        await WebAsync(connection => PullSchedule.SetTimingAsync(connection, null, key, timing, TimeProvider.System.GetUtcNow(), CancellationToken.None));
        await bench.Runner.RunAsync(claimed, CancellationToken.None);
        Assert.Equal(timing.NextByClock(key, TimeProvider.System.GetUtcNow()), await NextAsync(key));
        await bench.PullAsync(key);
        Assert.Equal(timing.NextByClock(key, TimeProvider.System.GetUtcNow()), await NextAsync(key));

        await WebAsync(connection => PullSchedule.SetTimeZoneAsync(connection, null, key.WorkspaceId, "Asia/Tokyo", TimeProvider.System.GetUtcNow(), CancellationToken.None));
        Assert.Equal((timing with { TimeZone = "Asia/Tokyo" }).NextByClock(key, TimeProvider.System.GetUtcNow()), await NextAsync(key));
        await WebAsync(connection => PullSchedule.SetIntervalAsync(connection, null, key, TimeSpan.FromMinutes(15), CancellationToken.None));
        Assert.True(await database.OfAsync<bool>(key, "cron IS NULL AND next_pull_at < now() + interval '23 minutes'", "schedules"));
    }

    [Fact]
    public async Task A_plugin_that_breaks_fails_its_stream_and_the_places_are_kept_without_the_texts()
    {
        var source = new PlayedSource().With(Stream("lists"), [Record("l")]).With(Stream("tasks"), [Record("a")]);
        source.Reads["tasks"] = (_, _, _) => throw new FormatException("pk_secret");
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        var pull = await bench.PullAsync(key);
        Assert.Equal([PullStreamState.Done, PullStreamState.Failed], pull.Streams.Select(stream => stream.State));
        Assert.Contains("System.FormatException", pull.Streams[1].Details, StringComparison.Ordinal);
        Assert.DoesNotContain("pk_secret", pull.Streams[1].Details, StringComparison.Ordinal);
        Assert.True(await database.OfAsync<bool>(key, "NOT paused AND NOT retries AND next_pull_at > now() + interval '29 minutes'", "schedules"));
    }

    [Fact]
    public async Task Only_the_last_pulls_are_kept()
    {
        using var bench = new PullBench(database, new PlayedSource(), options => options.PullsKept = 5);
        var key = await database.AddAsync();
        for (var i = 0; i < 10; i++)
            await bench.PullAsync(key);
        Assert.Equal((6, 5L), (await database.OfAsync<int>(key, "min(number)", "pulls"), await database.OfAsync<long>(key, "count(*)", "pulls")));
    }

    [Fact]
    public async Task A_worker_that_ends_gives_its_pull_back_and_another_goes_on_at_once()
    {
        var source = new PlayedSource().With(Stream("tasks"), [Record("a")], [Record("b")]);
        var reading = new TaskCompletionSource();
        source.Reads["tasks"] = (request, read, token) => read > 0 ? Pages(request, [[Record("a")], [Record("b")]]) : Halted(request, token);
        async IAsyncEnumerable<SourceMessage> Halted(ReadRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
        {
            var messages = 0;
            await foreach (var message in Pages(request, [[Record("a")], [Record("b")]]))
            {
                if (++messages == 3)
                {
                    reading.SetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                }

                yield return message;
            }
        }

        using var bench = new PullBench(database, source);
        using var ends = new CancellationTokenSource();
        var key = await database.AddAsync();
        var run = bench.Runner.RunAsync(await bench.ClaimAsync(key), ends.Token);
        await reading.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await ends.CancelAsync();
        Assert.Null(await run);
        Assert.Equal(1, (await bench.Schedule.DueAsync(10, CancellationToken.None)).Count);

        var next = await bench.ClaimAsync(key);
        Assert.True(next.Resumed);
        Assert.Equal(PullState.Done, (await bench.Runner.RunAsync(next, CancellationToken.None))!.State);
        Assert.Equal("1", source.Requests.Last().Checkpoint);
    }

    [Fact]
    public async Task Workers_beat_and_their_silence_is_known()
    {
        var beats = new WorkerBeats(database.Engine);
        Assert.Null(await beats.SilenceAsync(CancellationToken.None));
        await beats.BeatAsync("a", CancellationToken.None);
        Assert.InRange((await beats.SilenceAsync(CancellationToken.None))!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        await database.ExecuteAsync("UPDATE pulls.workers SET beat_at = now() - interval '2 minutes'");
        Assert.True(await beats.SilenceAsync(CancellationToken.None) > TimeSpan.FromMinutes(1));
        await beats.LeaveAsync("a", CancellationToken.None);
        Assert.Null(await beats.SilenceAsync(CancellationToken.None));
    }

    private async Task<DateTimeOffset> NextAsync(ConnectionKey key) =>
        new(await database.OfAsync<DateTime>(key, "next_pull_at", "schedules"), TimeSpan.Zero);

    private async Task WebAsync(Func<NpgsqlConnection, Task> work)
    {
        await using var connection = await database.Engine.OpenConnectionAsync();
        await work(connection);
    }
}
