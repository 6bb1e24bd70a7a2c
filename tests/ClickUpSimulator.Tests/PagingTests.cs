using System.Text.Json;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Tests;

public sealed class PagingTests
{
    private const string Everything = "include_closed=true&subtasks=true";

    [Fact]
    public async Task Pages_have_100_tasks_and_only_the_last_says_so()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        var workspace = host.World.Workspaces[0];
        var expected = workspace.Tasks.Count(task => !task.Archived && !task.List.IsUnderArchive);
        Assert.True(expected > 200, $"The world has only {expected} tasks to page through.");

        var sizes = new List<int>();
        for (var page = 0; page * 100 < expected; page++)
        {
            var answer = await api.GetAsync($"v2/team/{workspace.Id}/task?{Everything}&page={page}");
            sizes.Add(answer.Items("tasks").Count);
            Assert.Equal((page + 1) * 100 >= expected, answer.Body.GetProperty("last_page").GetBoolean());
        }

        Assert.All(sizes[..^1], size => Assert.Equal(100, size));
        Assert.Equal(expected, sizes.Sum());
        var beyond = await api.GetAsync($"v2/team/{workspace.Id}/task?{Everything}&page={sizes.Count}");
        Assert.Empty(beyond.Items("tasks"));
        Assert.True(beyond.Body.GetProperty("last_page").GetBoolean());
    }

    [Fact]
    public async Task Short_pages_are_short_without_being_last_and_lose_nothing()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        var path = $"v2/team/{host.World.Workspaces[0].Id}/task?{Everything}";
        var whole = await api.AllTaskIdsAsync(path);

        host.Modes = host.Modes with { ShortPages = true };
        var first = await api.GetAsync($"{path}&page=0");

        Assert.InRange(first.Items("tasks").Count, 91, 99);
        Assert.False(first.Body.GetProperty("last_page").GetBoolean());
        Assert.Equal(whole, await api.AllTaskIdsAsync(path));
    }

    [Fact]
    public async Task Team_pages_can_leave_out_last_page_and_list_pages_never_do()
    {
        await using var host = await Start.SimulatorAsync(modes: new Modes { TeamPagesGiveLastPage = false });
        using var api = new ApiClient(host);
        var list = host.World.Lists.First();

        var team = await api.GetAsync($"v2/team/{list.Space.Workspace.Id}/task");
        var ofList = await api.GetAsync($"v2/list/{list.Id}/task");

        Assert.False(team.Body.TryGetProperty("last_page", out _));
        Assert.True(ofList.Body.GetProperty("last_page").GetBoolean());
    }

    [Theory]
    [InlineData("", "date_created", false)]
    [InlineData("order_by=created&reverse=true", "date_created", true)]
    [InlineData("order_by=updated", "date_updated", false)]
    [InlineData("order_by=updated&reverse=true", "date_updated", true)]
    public async Task Tasks_come_newest_first_unless_reversed(string query, string property, bool ascends)
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);

        var tasks = await api.AllTasksAsync($"v2/team/{host.World.Workspaces[0].Id}/task?{Everything}&{query}");

        var moments = tasks.Select(task => Moment(task, property)).ToList();
        Assert.True(moments.Count > 200);
        Assert.Equal(ascends ? [.. moments.Order()] : moments.OrderDescending().ToList(), moments);
    }

    [Fact]
    public async Task Order_by_updated_can_ascend_as_one_description_says()
    {
        await using var host = await Start.SimulatorAsync(modes: new Modes { UpdatedAscends = true });
        using var api = new ApiClient(host);

        var tasks = await api.AllTasksAsync($"v2/team/{host.World.Workspaces[0].Id}/task?{Everything}&order_by=updated");

        var moments = tasks.Select(task => Moment(task, "date_updated")).ToList();
        Assert.Equal(moments.Order(), moments);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Date_updated_gt_is_strict_or_inclusive(bool inclusive)
    {
        await using var host = await Start.SimulatorAsync(modes: new Modes { InclusiveDates = inclusive });
        using var api = new ApiClient(host);
        var workspace = host.World.Workspaces[0];
        var seen = workspace.Tasks.Where(task => !task.Archived && !task.List.IsUnderArchive).OrderBy(task => task.DateUpdated).ToList();
        var cursor = seen[seen.Count / 2].DateUpdated;

        var after = await api.AllTaskIdsAsync($"v2/team/{workspace.Id}/task?{Everything}&date_updated_gt={cursor}");
        var before = await api.AllTaskIdsAsync($"v2/team/{workspace.Id}/task?{Everything}&date_updated_lt={cursor}");

        Assert.Equal(seen.Count(task => task.DateUpdated > cursor || (inclusive && task.DateUpdated == cursor)), after.Count);
        Assert.Equal(seen.Count(task => task.DateUpdated < cursor || (inclusive && task.DateUpdated == cursor)), before.Count);
        Assert.Equal(inclusive, after.Contains(seen[seen.Count / 2].Id));
    }

    [Fact]
    public async Task Filters_by_list_and_space_narrow_the_team_endpoint()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        var list = host.World.Lists.First(candidate => !candidate.IsUnderArchive);
        var path = $"v2/team/{list.Space.Workspace.Id}/task?{Everything}";

        var ofList = await api.AllTaskIdsAsync($"{path}&list_ids[]={list.Id}");
        var ofSpace = await api.AllTaskIdsAsync($"{path}&space_ids[]={list.Space.Id}");
        var ofNone = await api.AllTaskIdsAsync($"{path}&list_ids[]=12");
        var unknownParameter = await api.AllTaskIdsAsync($"{path}&colour_of_the_sky=blue");

        Assert.Equal(Living(list.Tasks.Concat(list.AddedTasks)), ofList.Order());
        Assert.Equal(Living(list.Space.AllLists.Where(candidate => !candidate.IsUnderArchive).SelectMany(candidate => candidate.Tasks)), ofSpace.Order());
        Assert.Empty(ofNone);
        Assert.Equal(await api.AllTaskIdsAsync(path), unknownParameter);
    }

    private static IEnumerable<string> Living(IEnumerable<WorkTask> tasks) =>
        tasks.Where(task => !task.Archived).Select(task => task.Id).Order();

    private static long Moment(JsonElement task, string property) =>
        long.Parse(task.GetProperty(property).GetString()!, System.Globalization.CultureInfo.InvariantCulture);
}
