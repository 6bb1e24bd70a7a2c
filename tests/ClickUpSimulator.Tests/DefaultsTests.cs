using System.Text.Json;

namespace ClickUpSimulator.Tests;

public sealed class DefaultsTests
{
    [Fact]
    public async Task Closed_tasks_subtasks_and_archived_tasks_come_only_when_asked_for()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        var workspace = host.World.Workspaces[0];
        var path = $"v2/team/{workspace.Id}/task";
        var reachable = workspace.Tasks.Where(task => !task.List.IsUnderArchive).ToList();

        Assert.Equal(
            reachable.Where(task => !task.Archived && !task.IsSubtask && !task.Status.IsClosed).Select(task => task.Id).Order(),
            (await api.AllTaskIdsAsync(path)).Order());
        Assert.Equal(
            reachable.Where(task => !task.Archived && !task.IsSubtask).Select(task => task.Id).Order(),
            (await api.AllTaskIdsAsync(path + "?include_closed=true")).Order());
        Assert.Equal(
            reachable.Where(task => !task.Archived && !task.Status.IsClosed).Select(task => task.Id).Order(),
            (await api.AllTaskIdsAsync(path + "?subtasks=true")).Order());
        Assert.Equal(
            reachable.Where(task => task.Archived).Select(task => task.Id).Order(),
            (await api.AllTaskIdsAsync(path + "?include_closed=true&subtasks=true&archived=true")).Order());
    }

    [Fact]
    public async Task The_world_has_some_of_everything_that_readers_leave_out()
    {
        await using var host = await Start.SimulatorAsync();
        var tasks = host.World.Tasks.ToList();

        Assert.Contains(tasks, task => task.Status.IsClosed);
        Assert.Contains(tasks, task => task.Status is { IsDone: true, IsClosed: false });
        Assert.Contains(tasks, task => task.Parent is { IsSubtask: true });
        Assert.Contains(tasks, task => task.Archived);
        Assert.Contains(tasks, task => task.List.Archived);
        Assert.Contains(tasks, task => task.List is { Archived: false, Folder.Archived: true });
        Assert.Contains(tasks, task => task.List is { Archived: false, Space.Archived: true });
        Assert.Contains(tasks, task => task.List.Folder is null);
        Assert.Contains(tasks, task => task.AddedTo.Count > 0);
        Assert.Contains(tasks.GroupBy(task => task.DateUpdated), moment => moment.Count() > 1);
    }

    [Fact]
    public async Task A_list_gives_tasks_of_other_lists_only_with_include_timl()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        var list = host.World.Lists.First(candidate => candidate.AddedTasks.Any(task => !task.Archived));
        var path = $"v2/list/{list.Id}/task?include_closed=true&subtasks=true";
        var home = list.Tasks.Where(task => !task.Archived).Select(task => task.Id).ToList();
        var added = list.AddedTasks.Where(task => !task.Archived).Select(task => task.Id).ToList();

        Assert.Equal(home.Order(), (await api.AllTaskIdsAsync(path)).Order());
        Assert.Equal(home.Concat(added).Order(), (await api.AllTaskIdsAsync(path + "&include_timl=true")).Order());
    }

    [Fact]
    public async Task Archived_true_gives_the_archived_only()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        var workspace = host.World.Workspaces[0];
        var archivedList = host.World.Lists.First(list => list is { Archived: true, Folder: not null });
        var archivedFolder = host.World.Spaces.SelectMany(space => space.Folders).First(folder => folder.Archived);

        var living = await api.GetAsync($"v2/team/{workspace.Id}/space");
        var archived = await api.GetAsync($"v2/team/{workspace.Id}/space?archived=true");
        Assert.Equal(workspace.Spaces.Where(space => !space.Archived).Select(space => space.Id), living.Ids("spaces"));
        Assert.Equal(workspace.Spaces.Where(space => space.Archived).Select(space => space.Id), archived.Ids("spaces"));
        Assert.NotEmpty(archived.Ids("spaces"));

        Assert.Contains(archivedFolder.Id, (await api.GetAsync($"v2/space/{archivedFolder.Space.Id}/folder?archived=true")).Ids("folders"));
        Assert.DoesNotContain(archivedFolder.Id, (await api.GetAsync($"v2/space/{archivedFolder.Space.Id}/folder?archived=false")).Ids("folders"));
        Assert.Contains(archivedList.Id, (await api.GetAsync($"v2/folder/{archivedList.Folder!.Id}/list?archived=true")).Ids("lists"));
        Assert.DoesNotContain(archivedList.Id, (await api.GetAsync($"v2/folder/{archivedList.Folder.Id}/list")).Ids("lists"));
    }

    [Fact]
    public async Task Tasks_of_archived_lists_are_given_by_their_list_alone()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        var task = host.World.Tasks.First(candidate => candidate is { Archived: false, List.Archived: true });
        var workspace = task.List.Space.Workspace;
        const string everything = "include_closed=true&subtasks=true";

        Assert.DoesNotContain(task.Id, await api.AllTaskIdsAsync($"v2/team/{workspace.Id}/task?{everything}"));
        Assert.DoesNotContain(task.Id, await api.AllTaskIdsAsync($"v2/team/{workspace.Id}/task?{everything}&archived=true"));
        Assert.Empty(await api.AllTaskIdsAsync($"v2/team/{workspace.Id}/task?{everything}&list_ids[]={task.List.Id}"));
        Assert.Contains(task.Id, await api.AllTaskIdsAsync($"v2/list/{task.List.Id}/task?{everything}"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Folders_embed_archived_lists_or_not(bool embed)
    {
        await using var host = await Start.SimulatorAsync(modes: new Modes { FoldersEmbedArchivedLists = embed });
        using var api = new ApiClient(host);
        var folder = host.World.Lists.First(list => list is { Archived: true, Folder.Archived: false }).Folder!;

        var answer = await api.GetAsync($"v2/space/{folder.Space.Id}/folder");

        var embedded = answer.Items("folders").Single(item => item.GetProperty("id").GetString() == folder.Id).GetProperty("lists");
        Assert.Equal(embed, embedded.EnumerateArray().Any(list => list.GetProperty("archived").GetBoolean()));
    }

    [Fact]
    public async Task Types_are_those_seen_live_not_those_of_the_specification()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        var workspace = host.World.Workspaces[0];

        var tasks = await api.AllTasksAsync($"v2/team/{workspace.Id}/task?include_closed=true&subtasks=true");
        var task = tasks.First(candidate => candidate.GetProperty("assignees").GetArrayLength() > 0);
        Assert.Equal(JsonValueKind.String, task.GetProperty("id").ValueKind);
        Assert.Equal(JsonValueKind.String, task.GetProperty("date_updated").ValueKind);
        Assert.Matches(@"^\d+\.\d+$", task.GetProperty("orderindex").GetString());
        Assert.Equal(JsonValueKind.Number, task.GetProperty("status").GetProperty("orderindex").ValueKind);
        Assert.Equal(JsonValueKind.Number, task.GetProperty("assignees")[0].GetProperty("id").ValueKind);
        Assert.Contains(tasks, candidate => candidate.GetProperty("priority").ValueKind == JsonValueKind.Null);
        Assert.Contains(tasks, candidate => candidate.GetProperty("time_estimate").ValueKind == JsonValueKind.Number);
        Assert.Contains(tasks, candidate => !candidate.TryGetProperty("time_spent", out _));
        Assert.Contains(tasks.SelectMany(candidate => candidate.GetProperty("custom_fields").EnumerateArray()), field => !field.TryGetProperty("value", out _));

        var space = workspace.Spaces.First(candidate => candidate is { Archived: false } && candidate.FolderlessLists.Any(list => !list.Archived));
        var folders = await api.GetAsync($"v2/space/{space.Id}/folder");
        var folderless = await api.GetAsync($"v2/space/{space.Id}/list");
        Assert.Equal(JsonValueKind.String, folders.Items("folders")[0].GetProperty("task_count").ValueKind);
        Assert.Equal(JsonValueKind.Number, folderless.Items("lists")[0].GetProperty("task_count").ValueKind);
        Assert.Equal("hidden", folderless.Items("lists")[0].GetProperty("folder").GetProperty("name").GetString());
        Assert.True(folderless.Items("lists")[0].GetProperty("folder").GetProperty("hidden").GetBoolean());
        var teams = await api.GetAsync("v2/team");
        Assert.Contains(teams.Items("teams"), team => team.GetProperty("color").ValueKind == JsonValueKind.Null);
    }
}
