using static BlinkSaaS.Pulls.Tests.PlayedSource;

namespace BlinkSaaS.Pulls.Tests.Runs;

public class PullProgressEstimateTests(EngineDatabase database) : IClassFixture<EngineDatabase>
{
    [Fact]
    public void By_the_pulls_before_it_a_stream_takes_what_it_usually_takes_until_it_has_made_more_or_is_done()
    {
        var estimate = new PullProgressEstimate { History = new CallHistory(null, Calls(("tasks", 3)), Calls(("tasks", 20), ("lists", 10), ("", 1))) };
        Assert.Equal(31, estimate.Now(Calls(("", 1))));
        Assert.Equal(31, estimate.Now(Calls(("", 1), ("tasks", 17))));
        Assert.Equal(36, estimate.Now(Calls(("", 1), ("tasks", 22))));
        estimate.Ended("lists");
        Assert.Equal(28, estimate.Now(Calls(("", 1), ("tasks", 22), ("lists", 2))));
    }

    [Fact]
    public void What_the_check_said_counts_less_the_more_the_source_has_seen()
    {
        Assert.Equal(100, PullProgressEstimate.Blend(100, 200, made: 0));
        Assert.Equal(140, PullProgressEstimate.Blend(100, 200, made: 10));
        Assert.Equal(200, PullProgressEstimate.Blend(100, 200, made: 25));
        Assert.Equal(200, PullProgressEstimate.Blend(100, 200, made: 90));
    }

    [Fact]
    public void Nobody_can_tell_of_a_source_that_does_not_and_has_no_past() =>
        Assert.Null(new PullProgressEstimate().Now(Calls(("", 5))));

    [Fact]
    public async Task Pulls_of_the_same_kind_that_came_to_their_end_are_what_is_usual()
    {
        using var bench = new PullBench(database, new PlayedSource()
            .With(Stream("tasks", incremental: true), [[Record("a")], [Record("b")], [Record("c")]]).With(Stream("lists"), [Record("l")]));
        var key = await database.AddAsync();
        var first = await bench.PullAsync(key);
        Assert.Null(first.Pull.ExpectedCalls);
        await bench.PullAsync(key);
        var third = await bench.PullAsync(key);

        // One call finds the streams and one brings the lists: what changed of the tasks was nothing.
        Assert.Equal((2, 2L), (third.Pull.Calls, third.Pull.EstimatedCalls));
    }

    private static Dictionary<string, long> Calls(params (string Stream, long Calls)[] calls) => calls.ToDictionary(c => c.Stream, c => c.Calls);
}
