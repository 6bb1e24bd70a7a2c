using static BlinkSaaS.Pulls.Tests.PlayedSource;

namespace BlinkSaaS.Pulls.Tests.Runs;

/// <summary>A pull reads the streams that a person chose, and else those that the source selects.</summary>
public class ChosenStreamsTests(EngineDatabase database) : IClassFixture<EngineDatabase>
{
    [Fact]
    public async Task Without_a_choice_the_source_selects()
    {
        using var bench = new PullBench(database, Source());
        var pull = await bench.PullAsync(await database.AddAsync());
        Assert.Equal(["tasks"], pull.Streams.Select(stream => stream.Name));
    }

    [Fact]
    public async Task What_was_chosen_is_pulled_and_nothing_else()
    {
        using var bench = new PullBench(database, Source()) { Chosen = new HashSet<string> { "comments", "not there" } };
        var pull = await bench.PullAsync(await database.AddAsync());
        Assert.Equal(["comments"], pull.Streams.Select(stream => stream.Name));
    }

    [Fact]
    public async Task Records_of_a_stream_that_is_no_longer_chosen_stay()
    {
        using var bench = new PullBench(database, Source());
        var key = await database.AddAsync();
        await bench.PullAsync(key);
        bench.Chosen = new HashSet<string> { "comments" };
        await bench.PullAsync(key);
        Assert.Single(await bench.RecordsAsync(key, "tasks"));
    }

    private static PlayedSource Source() =>
        new PlayedSource().With(Stream("tasks"), [Record("a")]).With(Stream("comments") with { SelectedByDefault = false }, [Record("c")]);
}
