using System.Collections.Concurrent;
using Npgsql;

namespace BlinkSaaS.Pulls.Tests.Schedules;

public class PullScheduleTests(EngineDatabase database) : IClassFixture<EngineDatabase>
{
    [Fact]
    public async Task Many_workers_at_once_take_every_due_connection_once()
    {
        using var bench = new PullBench(database, new PlayedSource());
        var keys = new List<ConnectionKey>();
        for (var i = 0; i < 60; i++)
            keys.Add(await database.AddAsync());
        var taken = new ConcurrentBag<ConnectionKey>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async worker =>
        {
            while (await bench.Schedule.ClaimDueAsync($"w{worker}", 7, CancellationToken.None) is { Count: > 0 } claimed)
            {
                foreach (var pull in claimed)
                    taken.Add(pull.Key);
            }
        }));
        Assert.Equal(keys.Order(Comparer<ConnectionKey>.Create((a, b) => a.ConnectionId.CompareTo(b.ConnectionId))), taken.Where(keys.Contains).OrderBy(key => key.ConnectionId));
    }

    [Fact]
    public async Task Asking_twice_gives_the_same_pull_also_when_many_ask_at_once()
    {
        using var bench = new PullBench(database, new PlayedSource());
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        var numbers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => RequestAsync(key)));
        Assert.Single(numbers.Distinct());
        var claimed = await bench.ClaimAsync(key);
        Assert.Equal((numbers[0], PullTrigger.Person), (claimed.Number, claimed.Trigger));
        Assert.Equal(numbers[0], await RequestAsync(key));
        Assert.Null(await bench.Schedule.ClaimAsync("other", key, CancellationToken.None));
    }

    [Fact]
    public async Task Requests_and_claims_at_the_same_time_never_make_two_open_pulls()
    {
        using var bench = new PullBench(database, new PlayedSource());
        var key = await database.AddAsync();
        for (var round = 0; round < 30; round++)
        {
            await bench.PullAsync(key);
            await database.ExecuteAsync("UPDATE pulls.schedules SET next_pull_at = now() WHERE workspace_id = $1 AND connection_id = $2", key.WorkspaceId, key.ConnectionId);
            var request = RequestAsync(key);
            var claim = bench.Schedule.ClaimAsync("test", key, CancellationToken.None);
            var claimed = await claim ?? await bench.ClaimAsync(key);
            Assert.Equal(claimed.Number, await request);
            await bench.Runner.RunAsync(claimed, CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_paused_connection_is_not_due_but_a_person_may_still_pull_it_once()
    {
        using var bench = new PullBench(database, new PlayedSource());
        var key = await database.AddAsync();
        await RunAsync(connection => PullSchedule.PauseAsync(connection, null, key, Guid.NewGuid(), CancellationToken.None));
        Assert.Null(await bench.Schedule.ClaimAsync("test", key, CancellationToken.None));
        Assert.Equal(PullState.Cancelled, (await bench.CurrentAsync(key)).Pull.State);

        Assert.NotNull(await RequestAsync(key));
        await bench.Runner.RunAsync(await bench.ClaimAsync(key), CancellationToken.None);
        Assert.Null(await bench.Schedule.ClaimAsync("test", key, CancellationToken.None));
        Assert.True(await database.OfAsync<bool>(key, "paused AND pause_reason = 'person' AND next_pull_at IS NULL", "schedules"));

        await RunAsync(connection => PullSchedule.ResumeAsync(connection, null, key, CancellationToken.None));
        Assert.NotNull(await bench.Schedule.ClaimAsync("test", key, CancellationToken.None));
    }

    [Fact]
    public async Task A_new_interval_moves_the_next_pull_and_the_hash_spreads_connections()
    {
        using var bench = new PullBench(database, new PlayedSource());
        var keys = new List<ConnectionKey>();
        for (var i = 0; i < 20; i++)
        {
            keys.Add(await database.AddAsync());
            await bench.PullAsync(keys[^1]);
            await RunAsync(connection => PullSchedule.SetIntervalAsync(connection, null, keys[^1], TimeSpan.FromMinutes(15), CancellationToken.None));
            Assert.True(await database.OfAsync<bool>(keys[^1], "interval_seconds = 900 AND next_pull_at BETWEEN now() + interval '7 minutes' AND now() + interval '23 minutes'", "schedules"));
        }

        var seconds = new HashSet<string>();
        foreach (var key in keys)
            seconds.Add(await database.OfAsync<string>(key, "date_trunc('second', next_pull_at)::text", "schedules"));
        Assert.True(seconds.Count >= 18, $"Only {seconds.Count} moments for 20 connections.");
    }

    [Fact]
    public async Task A_removed_connection_is_never_due_and_its_running_pull_commits_nothing()
    {
        var source = new PlayedSource().With(PlayedSource.Stream("tasks"), [PlayedSource.Record("a")]);
        using var bench = new PullBench(database, source);
        var key = await database.AddAsync();
        var claimed = await bench.ClaimAsync(key);
        await RunAsync(connection => PullSchedule.RemoveAsync(connection, null, key, CancellationToken.None));
        Assert.Null(await bench.Runner.RunAsync(claimed, CancellationToken.None));
        Assert.Equal(0, await database.OfAsync<long>(key, "count(*)", "records"));
        Assert.Equal(PullState.Cancelled, (await bench.CurrentAsync(key)).Pull.State);
        Assert.Null(await RequestAsync(key));
    }

    [Fact]
    public async Task The_web_may_ask_pause_and_remove_but_not_take_leases_or_write_records()
    {
        var (key, person) = (new ConnectionKey(8, 1), Guid.NewGuid());
        await database.ShowAsync(key, person);
        await using var web = await database.Web.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await web.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await EngineDatabase.TellAsync(web, key, person);
        await PullSchedule.AddAsync(web, transaction, key, TimeSpan.FromHours(1), Guid.NewGuid(), CancellationToken.None);
        Assert.Equal(1, await PullSchedule.RequestAsync(web, transaction, key, null, true, CancellationToken.None));
        await PullSchedule.PauseAsync(web, transaction, key, Guid.NewGuid(), CancellationToken.None);
        await PullSchedule.ResumeAsync(web, transaction, key, CancellationToken.None);
        await PullSchedule.SetIntervalAsync(web, transaction, key, TimeSpan.FromHours(2), CancellationToken.None);
        Assert.Equal(2, await PullSchedule.RequestAsync(web, transaction, key, null, true, CancellationToken.None));
        await PullSchedule.RemoveAsync(web, transaction, key, CancellationToken.None);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        foreach (var sql in (string[])
            [
                "UPDATE pulls.schedules SET fence = 1", "UPDATE pulls.schedules SET lease_until = now()", "UPDATE pulls.pulls SET calls = 0",
                "DELETE FROM pulls.records", "UPDATE pulls.streams SET live = 0", "INSERT INTO pulls.pull_streams DEFAULT VALUES",
            ])
        {
#pragma warning disable CA2100 // The constants above.
            await using var command = new NpgsqlCommand(sql, web);
#pragma warning restore CA2100
            var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    private async Task<int?> RequestAsync(ConnectionKey key)
    {
        await using var connection = await database.Engine.OpenConnectionAsync();
        return await PullSchedule.RequestAsync(connection, null, key, Guid.NewGuid(), false, CancellationToken.None);
    }

    private async Task RunAsync(Func<NpgsqlConnection, Task> work)
    {
        await using var connection = await database.Engine.OpenConnectionAsync();
        await work(connection);
    }
}
