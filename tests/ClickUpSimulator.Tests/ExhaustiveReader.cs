using System.Globalization;
using System.Text.Json;
using ClickUpSimulator.Sight;

namespace ClickUpSimulator.Tests;

/// <summary>Reads through the API everything that a token sees, knowing nothing of the world behind it.</summary>
internal sealed class ExhaustiveReader(ApiClient api)
{
    private static readonly string[] Both = ["false", "true"];

    private readonly List<string> spaces = [];
    private readonly List<string> folders = [];
    private readonly List<string> lists = [];
    private readonly HashSet<string> listsToWalk = [];
    private readonly Dictionary<string, TrueTask> tasks = [];

    public async Task<Truth> ReadAsync()
    {
        var teams = (await api.GetAsync("v2/team")).Items("teams");
        var workspaces = teams.Select(team => team.GetProperty("id").GetString()!).ToList();
        foreach (var workspace in workspaces)
        {
            foreach (var archived in Both)
                foreach (var space in (await api.GetAsync($"v2/team/{workspace}/space?archived={archived}")).Ids("spaces"))
                    await ReadSpaceAsync(space, archived == "true");
            await ReadTasksAsync($"v2/team/{workspace}/task");
        }
        foreach (var list in listsToWalk)
            await ReadTasksAsync($"v2/list/{list}/task");
        return new Truth
        {
            Workspaces = workspaces,
            Members = [.. teams.SelectMany(team => team.GetProperty("members").EnumerateArray().Select(member => new TrueMember(team.GetProperty("id").GetString()!, member.GetProperty("user").GetProperty("id").GetInt32())))],
            Spaces = spaces,
            Folders = folders,
            Lists = lists,
            Tasks = [.. tasks.Values],
        };
    }

    private async Task ReadSpaceAsync(string space, bool underArchive)
    {
        spaces.Add(space);
        foreach (var archived in Both)
        {
            foreach (var folder in (await api.GetAsync($"v2/space/{space}/folder?archived={archived}")).Ids("folders"))
            {
                folders.Add(folder);
                foreach (var archivedLists in Both)
                    AddLists(await api.GetAsync($"v2/folder/{folder}/list?archived={archivedLists}"), underArchive || archived == "true");
            }
            AddLists(await api.GetAsync($"v2/space/{space}/list?archived={archived}"), underArchive);
        }
    }

    private void AddLists(Answer answer, bool underArchive)
    {
        foreach (var list in answer.Items("lists"))
        {
            var id = list.GetProperty("id").GetString()!;
            lists.Add(id);
            if (underArchive || list.GetProperty("archived").GetBoolean())
                listsToWalk.Add(id);
        }
    }

    private async Task ReadTasksAsync(string path)
    {
        foreach (var archived in Both)
            foreach (var task in await api.AllTasksAsync($"{path}?include_closed=true&subtasks=true&archived={archived}"))
                Add(task);
    }

    private void Add(JsonElement task)
    {
        var read = new TrueTask(
            task.GetProperty("id").GetString()!,
            long.Parse(task.GetProperty("date_updated").GetString()!, CultureInfo.InvariantCulture),
            task.GetProperty("name").GetString()!,
            task.GetProperty("status").GetProperty("status").GetString()!,
            task.GetProperty("list").GetProperty("id").GetString()!,
            task.GetProperty("archived").GetBoolean());
        // Twice in one walk would be a defect of the paging.
        tasks.Add(read.Id, read);
    }
}
