using ClickUpSimulator;

namespace BlinkSaaS.Sources.ClickUp.Tests;

/// <summary>What a plan or a ClickApp does not offer is skipped with its reason, and nothing else is harmed.</summary>
public sealed class SkippedStreamTests
{
    [Theory]
    [InlineData("goals", "goals", "plan")]
    [InlineData("goals", "key_results", "plan")]
    [InlineData("timeInStatus", "time_in_status", "ClickApps")]
    public async Task A_stream_that_is_not_offered_is_skipped_with_its_reason(string switchedOff, string stream, string reason)
    {
        await using var simulator = await SimulatorHost.StartAsync(
            new SimulatorOptions { RateLimit = Worlds.NoLimit, Modes = new Modes { SwitchedOff = [switchedOff] } }, TestContext.Current.CancellationToken);
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, TimeProvider.System);
        var problem = await Assert.ThrowsAsync<StreamSkippedException>(() => pulled.PullAsync(full: false, stream));
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
        await pulled.PullAsync();
        pulled.AssertTasksAreTruth();
    }

    [Fact]
    public async Task A_ClickUp_Workspace_that_lacks_it_leaves_the_others_theirs_and_the_walk_incomplete()
    {
        using var api = new ScriptedApi()
            .On("team/1/goal", """{"err":"Team must be on a higher plan","ECODE":"TEAM_110"}""", 403)
            .On("team/2/goal", """{"goals":[{"id":"g","name":"Grow"}],"folders":[]}""")
            .On("team", """{"teams":[{"id":"1","name":"Acme"},{"id":"2","name":"Beta"}]}""");
        var messages = await ErrorTests.ReadAsync(api, "goals", Partition.Whole);
        Assert.Single(messages.OfType<RecordMessage>());
        Assert.StartsWith("Acme: ", Assert.Single(messages.OfType<WarningMessage>()).Text, StringComparison.Ordinal);
        Assert.False(Assert.IsType<StreamCompleteMessage>(messages[^1]).Complete);
    }

    [Fact]
    public async Task Tags_of_a_space_out_of_sight_are_left_out()
    {
        using var api = new ScriptedApi()
            .On("space/7/tag", """{"err":"Team not authorized","ECODE":"OAUTH_027"}""", 401)
            .On("team/1/space?archived=true", """{"spaces":[]}""")
            .On("team/1/space", """{"spaces":[{"id":"7","name":"Gone"}]}""")
            .On("team", """{"teams":[{"id":"1","name":"Acme"}]}""");
        Assert.Empty((await ErrorTests.ReadAsync(api, "tags", Partition.Whole)).OfType<RecordMessage>());
    }
}
