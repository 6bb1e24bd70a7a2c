using System.Globalization;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Sight;

/// <summary>What a token sees beside the hierarchy and the tasks.</summary>
internal sealed class FurtherTruth(World world, AccessToken token, Modes modes)
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> streams = [];

    private List<ClickUpWorkspace> Workspaces => [.. world.WorkspaceList.Where(token.Sees)];

    private IEnumerable<Space> Spaces => world.Spaces.Where(space => token.Sees(space, modes));

    private IEnumerable<Folder> Folders => world.Spaces.SelectMany(space => space.FolderList).Where(folder => token.Sees(folder, modes));

    private IEnumerable<TaskList> Lists => world.Lists.Where(token.Sees);

    private IEnumerable<WorkTask> Tasks => world.Tasks.Where(token.Sees);

    /// <summary>A guest sees the lists that are shared, and nothing of goals and docs.</summary>
    private bool IsGuest => token.OnlyLists is not null;

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Read()
    {
        Add("user_groups", Workspaces.SelectMany(workspace => workspace.Groups), group => (group.Id, group.Name));
        Add("task_types", Workspaces.SelectMany(workspace => workspace.TaskTypes.Select(type => (workspace, type))), pair => ($"{pair.workspace.Id}/{pair.type.Id}", pair.type.Name));
        Add("tags", Spaces.SelectMany(space => space.Tags.Select(tag => (space, tag))), pair => ($"{pair.space.Id}/{pair.tag}", pair.tag));
        Add("custom_fields", Fields().DistinctBy(field => field.Id), field => (field.Id, field.Name));
        Add("shared", Workspaces.SelectMany(workspace => (token.OnlyLists ?? []).Where(list => list.Space.Workspace == workspace && !list.Deleted)), list => ($"{list.Space.Workspace.Id}/list/{list.Id}", list.Name));
        Add("goals", Goals, goal => (goal.Id, goal.Name));
        Add("key_results", Goals.SelectMany(goal => goal.KeyResults), result => (result.Id, result.Current.ToString(CultureInfo.InvariantCulture)));
        Add("views", Views(), view => (view.Id, view.Name));
        Add("docs", Docs, doc => (doc.Id, doc.Name));
        Add("doc_pages", Docs.SelectMany(doc => doc.Pages.SelectMany(WithBelow)), page => (page.Id, page.Content));
        Add("comments", Comments().SelectMany(comment => comment.Replies.Prepend(comment)), comment => (comment.Id, comment.Text));
        Add("time_in_status", Tasks, task => (task.Id, task.Status.Name));
        Add("time_entries", Workspaces.SelectMany(workspace => workspace.TimeEntries).Where(entry => token.User.Role <= 2 || entry.User == token.User), entry => (entry.Id, entry.Description));
        return streams;
    }

    private IEnumerable<Goal> Goals => IsGuest ? [] : Workspaces.SelectMany(workspace => workspace.Goals);

    private IEnumerable<Doc> Docs => IsGuest ? [] : Workspaces.SelectMany(workspace => workspace.Docs);

    private IEnumerable<CustomField> Fields() =>
        Workspaces.SelectMany(workspace => workspace.Fields)
            .Concat(Spaces.SelectMany(space => space.Fields))
            .Concat(Folders.SelectMany(folder => folder.Fields))
            .Concat(Lists.SelectMany(list => list.Fields));

    private IEnumerable<View> Views()
    {
        var parents = Workspaces.Select(workspace => workspace.Id).Concat(Spaces.Select(space => space.Id))
            .Concat(Folders.Select(folder => folder.Id)).Concat(Lists.Select(list => list.Id)).ToHashSet();
        return Workspaces.SelectMany(workspace => workspace.ViewList).Where(view => parents.Contains(view.ParentId));
    }

    private IEnumerable<Comment> Comments() =>
        Tasks.SelectMany(task => task.Comments).Concat(Lists.SelectMany(list => list.Comments)).Concat(Views().SelectMany(view => view.Comments));

    private static IEnumerable<DocPage> WithBelow(DocPage page) => page.Below.SelectMany(WithBelow).Prepend(page);

    private void Add<T>(string stream, IEnumerable<T> items, Func<T, (string Key, string Mark)> read)
    {
        var records = new Dictionary<string, string>();
        foreach (var item in items)
        {
            var (key, mark) = read(item);
            records[key] = mark;
        }
        streams.Add(stream, records);
    }
}
