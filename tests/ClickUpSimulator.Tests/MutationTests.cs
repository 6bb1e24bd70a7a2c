using System.Globalization;
using System.Net;

namespace ClickUpSimulator.Tests;

public sealed class MutationTests
{
    private const string Everything = "include_closed=true&subtasks=true&date_updated_gt=";

    [Fact]
    public async Task Changes_are_found_after_the_moment_before_them_and_nothing_else_is()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        var workspace = host.World.Workspaces[0];
        var list = host.World.Lists.First(candidate => !candidate.IsUnderArchive && candidate.Tasks.Count > 3);
        var alone = list.Tasks.Where(task => !task.Archived && list.Tasks.All(other => other.Parent != task)).Take(2).ToList();
        var target = list.Space.AllLists.First(candidate => !candidate.IsUnderArchive && candidate != list);
        var cursor = host.World.Tasks.Max(task => task.DateUpdated);

        var created = host.Mutate.CreateTask(list.Id, "Call the printer");
        host.Mutate.UpdateTask(alone[0].Id, name: "Call the other printer", status: list.Space.Statuses[^1].Name);
        host.Mutate.MoveTask(alone[1].Id, target.Id);

        var changed = await api.AllTasksAsync($"v2/team/{workspace.Id}/task?{Everything}{cursor}&order_by=updated&reverse=true");
        Assert.Equal([created.Id, alone[0].Id, alone[1].Id], changed.Select(task => task.GetProperty("id").GetString()));
        Assert.Equal("Call the other printer", changed[1].GetProperty("name").GetString());
        Assert.Equal("closed", changed[1].GetProperty("status").GetProperty("type").GetString());
        Assert.Equal(changed[1].GetProperty("date_updated").GetString(), changed[1].GetProperty("date_closed").GetString());
        Assert.Equal(target.Id, changed[2].GetProperty("list").GetProperty("id").GetString());
        var moments = changed.Select(task => long.Parse(task.GetProperty("date_updated").GetString()!, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(moments.Distinct().Order(), moments);
    }

    [Fact]
    public async Task A_deleted_task_takes_its_subtasks_along()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        var nested = host.World.Tasks.First(task => task.Parent is { IsSubtask: true });
        var top = nested.Parent!.Parent ?? nested.Parent;

        host.Mutate.DeleteTask(top.Id);

        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"v2/task/{nested.Id}")).Status);
        Assert.DoesNotContain(host.Truth("owner").Tasks, task => task.Id == nested.Id || task.Id == top.Id);
    }

    [Fact]
    public async Task A_subtask_that_was_moved_away_still_goes_with_its_parent()
    {
        await using var host = await Start.SimulatorAsync();
        var subtask = host.World.Tasks.First(task => task.IsSubtask);
        var other = subtask.List.Space.AllLists.First(list => list != subtask.List);
        host.Mutate.MoveTask(subtask.Id, other.Id);
        Assert.Equal(other.Id, host.Truth("owner").Tasks.Single(task => task.Id == subtask.Id).ListId);

        host.Mutate.DeleteList(subtask.Parent!.List.Id);

        Assert.DoesNotContain(host.Truth("owner").Tasks, task => task.Id == subtask.Id);
        Assert.DoesNotContain(other.Tasks, task => task.Id == subtask.Id);
    }

    [Fact]
    public async Task An_archived_task_moves_to_the_archived_pass()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        var task = host.World.Tasks.First(candidate => !candidate.Archived && !candidate.List.IsUnderArchive);
        var path = $"v2/team/{task.List.Space.Workspace.Id}/task?{Everything}{task.DateUpdated}";

        host.Mutate.ArchiveTask(task.Id);

        Assert.DoesNotContain(task.Id, await api.AllTaskIdsAsync(path));
        Assert.Contains(task.Id, await api.AllTaskIdsAsync(path + "&archived=true"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_renamed_list_is_renamed_in_its_tasks_which_are_touched_on_demand(bool touch)
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        var list = host.World.Lists.First(candidate => candidate.Tasks.Count > 0);
        var task = list.Tasks[0];
        var before = (await api.GetAsync($"v2/task/{task.Id}")).Body.GetProperty("date_updated").GetString();

        host.Mutate.RenameList(list.Id, "Website of 2027", touch);

        var after = (await api.GetAsync($"v2/task/{task.Id}")).Body;
        Assert.Equal("Website of 2027", (await api.GetAsync($"v2/list/{list.Id}")).Body.GetProperty("name").GetString());
        Assert.Equal("Website of 2027", after.GetProperty("list").GetProperty("name").GetString());
        Assert.Equal(touch, before != after.GetProperty("date_updated").GetString());
    }

    [Fact]
    public async Task An_archived_list_takes_its_tasks_out_of_the_team_endpoint()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        var list = host.World.Lists.First(candidate => !candidate.IsUnderArchive && candidate.Tasks.Any(task => !task.Archived));
        var path = $"v2/team/{list.Space.Workspace.Id}/task?{Everything}0&list_ids[]={list.Id}";
        Assert.NotEmpty(await api.AllTaskIdsAsync(path));

        host.Mutate.ArchiveList(list.Id);

        Assert.DoesNotContain(await api.AllTasksAsync(path), task => task.GetProperty("list").GetProperty("id").GetString() == list.Id);
        Assert.Contains(list.Id, host.Truth("owner").Lists);
    }

    [Fact]
    public async Task Random_changes_come_by_count_and_are_reported()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        var before = host.Truth("owner").Tasks.ToDictionary(task => task.Id);

        var answer = await api.PostAsync(
            new Uri(host.AdminAddress, "mutations"),
            """{"kind":"random","random":{"seed":5,"creates":3,"updates":4,"deletes":2,"moves":2,"archives":1}}""");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var after = host.Truth("owner").Tasks.ToDictionary(task => task.Id);
        var deleted = answer.Items("deleted").Select(id => id.GetString()!).ToList();
        Assert.Equal(2, deleted.Count);
        Assert.Equal(3, answer.Items("created").Count);
        Assert.Equal(4, answer.Items("updated").Count);
        Assert.All(deleted, id => Assert.False(after.ContainsKey(id)));
        foreach (var id in answer.Items("updated").Concat(answer.Items("moved")).Select(item => item.GetString()!).Except(deleted))
            if (after.TryGetValue(id, out var now) && before.TryGetValue(id, out var then))
                Assert.True(now.DateUpdated > then.DateUpdated);
    }

    [Fact]
    public async Task A_mutation_of_something_unknown_is_refused_with_a_reason()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        var mutations = new Uri(host.AdminAddress, "mutations");

        var unknown = await api.PostAsync(mutations, """{"kind":"delete","taskId":"nothing"}""");
        var incomplete = await api.PostAsync(mutations, """{"kind":"create","name":"Call the printer"}""");

        Assert.Equal(HttpStatusCode.BadRequest, unknown.Status);
        Assert.Contains("nothing", unknown.Body.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("listId", incomplete.Body.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => host.Mutate.RenameList("12", "x"));
    }
}
