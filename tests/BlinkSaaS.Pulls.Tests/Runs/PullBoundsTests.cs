using BlinkSaaS.Sources;
using Microsoft.Extensions.Options;
using static BlinkSaaS.Pulls.Tests.PlayedSource;

namespace BlinkSaaS.Pulls.Tests.Runs;

/// <summary>Nothing about a pull goes on, or is kept, for ever.</summary>
public class PullBoundsTests(EngineDatabase database) : IClassFixture<EngineDatabase>
{
    [Fact]
    public async Task A_source_that_gets_further_each_time_and_never_to_its_end_is_given_up_for_this_pull()
    {
        var source = new PlayedSource().With(Stream("tasks", incremental: true));
        source.Reads["tasks"] = (_, read, _) => OneMore(read);
        using var bench = new PullBench(database, source, options => options.MostRetries = 6);
        var key = await database.AddAsync();

        var pull = await bench.PullAsync(key);
        Assert.Equal((PullState.Failed, PullErrorKind.Unavailable), (pull.Pull.State, pull.Pull.ErrorKind));
        Assert.Equal(7, source.Requests.Count);
        await bench.PullAsync(key);
        Assert.Equal("6", source.Requests.ElementAt(7).Checkpoint);

        static async IAsyncEnumerable<SourceMessage> OneMore(int read)
        {
            await Task.Yield();
            yield return Record($"{read}");
            yield return new CheckpointMessage($"{read}");
        }
    }

    [Fact]
    public async Task Pulls_that_no_worker_ended_are_forgotten_too()
    {
        using var bench = new PullBench(database, new PlayedSource().With(Stream("tasks")));
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        await database.ExecuteAsync(
            """
            INSERT INTO pulls.pulls (workspace_id, connection_id, number, state, trigger, "full", requested_at)
            SELECT $1, $2, n, 'cancelled', 'person', false, now() FROM generate_series(2, 40) n
            """, key.WorkspaceId, key.ConnectionId);
        await new PullRetention(database.Engine, Options.Create(new PullOptions { PullsKept = 10 })).RunAsync(CancellationToken.None);
        Assert.Equal((31, 10L), (await database.OfAsync<int>(key, "min(number)", "pulls"), await database.OfAsync<long>(key, "count(*)", "pulls")));
    }
}
