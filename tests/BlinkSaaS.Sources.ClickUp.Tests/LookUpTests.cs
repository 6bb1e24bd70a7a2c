using ClickUpSimulator;

namespace BlinkSaaS.Sources.ClickUp.Tests;

/// <summary>Only ClickUp's own word that something was deleted counts: "you may not see it" does not.</summary>
public sealed class LookUpTests
{
    [Fact]
    public async Task What_was_deleted_is_told_apart_from_what_is_there_and_from_what_is_out_of_sight()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { RateLimit = Worlds.NoLimit }, TestContext.Current.CancellationToken);
        var tasks = simulator.World.Workspaces[0].Tasks.Where(t => t.Parent is null).ToList();
        var hidden = tasks[0].List.Space;
        var living = tasks.First(t => t.List.Space != hidden);
        var deleted = tasks.Last(t => t.List.Space != hidden && t != living);
        simulator.Mutate.DeleteTask(deleted.Id);
        simulator.Tokens.HideSpace("owner", hidden.Id);
        simulator.Statistics.Reset();
        Assert.Equal([deleted.Id], await GoneAsync(simulator, "tasks", deleted.Id, living.Id, tasks[0].Id, "neverwas"));
        Assert.Equal(4, simulator.Statistics.Calls);
    }

    [Fact]
    public async Task A_deleted_folder_is_given_once_more_marked_as_deleted()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { RateLimit = Worlds.NoLimit }, TestContext.Current.CancellationToken);
        var folders = simulator.World.Workspaces[0].Spaces[0].Folders;
        simulator.Mutate.DeleteFolder(folders[0].Id);
        Assert.Equal([folders[0].Id], await GoneAsync(simulator, "folders", folders[0].Id, folders[1].Id));
    }

    [Fact]
    public async Task Of_other_streams_nothing_can_be_told_and_nothing_is_asked()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { RateLimit = Worlds.NoLimit }, TestContext.Current.CancellationToken);
        Assert.Empty(await GoneAsync(simulator, "comments", "1"));
        Assert.Equal(0, simulator.Statistics.Calls);
    }

    private static async Task<List<string>> GoneAsync(SimulatorHost simulator, string name, params string[] ids)
    {
        using var sessions = new ClickUpSessions(simulator.BaseAddress, TimeProvider.System);
        using var session = sessions.Open(simulator.Tokens.Owner);
        var source = new ClickUpSource();
        var stream = source.Describe().Streams.First(s => s.Name == name);
        var gone = new List<string>();
        await foreach (var message in source.LookUpAsync(session, stream, [.. ids.Select(id => new MissingRecord([id], "{}"u8.ToArray()))], TestContext.Current.CancellationToken))
            gone.Add((string)Assert.Single(Assert.IsType<DeletedMessage>(message).Key));
        return gone;
    }
}
