using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>
/// The ClickUp Workspaces, spaces, folders and lists that a token sees. Calls are what is scarce, so nothing is asked twice
/// within one context: streams and partitions that are read with the same one share what was asked.
/// </summary>
internal sealed partial class Hierarchy
{
    private const int CallsAtOnce = 8;

    // Keyed by the context, so that it lives exactly as long as the check or the pull it belongs to.
    private static readonly ConditionalWeakTable<ISourceContext, Hierarchy> ByContext = [];

    private readonly ISourceContext _context;
    private readonly ClickUpApi _api;
    private readonly ConcurrentDictionary<string, object> _asked = new();
    private readonly ConcurrentDictionary<string, bool> _leftOut = new();
    private volatile bool _foldersEmbedArchivedLists;

    /// <summary>Pages of tasks that several streams of the pull need.</summary>
    public SharedTaskPages TaskPages { get; }

    private Hierarchy(ISourceContext context)
    {
        _context = context;
        _api = new ClickUpApi(context.Http);
        TaskPages = new SharedTaskPages(context.Clock);
    }

    public static Hierarchy Of(ISourceContext context) => ByContext.GetValue(context, c => new Hierarchy(c));

    /// <summary>All ClickUp Workspaces, in the order of their ids.</summary>
    public Task<IReadOnlyList<Workspace>> WorkspacesAsync(CancellationToken cancellationToken) =>
        AskAsync("workspaces", async token =>
        {
            using var answer = await _api.GetAsync("v2/team", token);
            return Read(answer.Rows("teams"), raw => new Workspace(raw));
        }, cancellationToken);

    /// <summary>Spaces of a ClickUp Workspace: either the archived ones or the others, as ClickUp never gives both.</summary>
    public Task<IReadOnlyList<Space>> SpacesAsync(Workspace workspace, bool archived, CancellationToken cancellationToken) =>
        AskAsync($"spaces {workspace.Id} {archived}", async token =>
        {
            using var answer = await _api.GetAsync($"v2/team/{workspace.Id}/space?archived={Flag(archived)}", token);
            return Read(answer.Rows("spaces"), raw => new Space(raw, workspace, archived));
        }, cancellationToken);

    /// <summary>All spaces of a ClickUp Workspace, in the order of their ids.</summary>
    public async Task<IReadOnlyList<Space>> SpacesAsync(Workspace workspace, CancellationToken cancellationToken) =>
        Merge(await Task.WhenAll(
            SpacesAsync(workspace, archived: false, cancellationToken),
            SpacesAsync(workspace, archived: true, cancellationToken)));

    /// <summary>All spaces that the token sees, in the order of their ids.</summary>
    public async Task<IReadOnlyList<Space>> SpacesAsync(CancellationToken cancellationToken)
    {
        var workspaces = await WorkspacesAsync(cancellationToken);
        return Merge(await Task.WhenAll(workspaces.Select(w => SpacesAsync(w, cancellationToken))));
    }

    /// <summary>All folders of a space, with their lists inside.</summary>
    public async Task<IReadOnlyList<Folder>> FoldersAsync(Space space, CancellationToken cancellationToken) =>
        Merge(await Task.WhenAll(
            FoldersAsync(space, archived: false, cancellationToken),
            FoldersAsync(space, archived: true, cancellationToken)));

    /// <summary>All lists of a space: in folders, without a folder, archived or not.</summary>
    public async Task<IReadOnlyList<TaskList>> ListsAsync(Space space, CancellationToken cancellationToken)
    {
        var folderless = Task.WhenAll(
            FolderlessListsAsync(space, archived: false, cancellationToken),
            FolderlessListsAsync(space, archived: true, cancellationToken));
        var folders = await FoldersAsync(space, cancellationToken);
        var archived = await ArchivedListsAsync(folders, cancellationToken);
        // Archived lists first: where a list came both ways, the answer about archived lists is the one that knows.
        return Merge([.. archived, .. await folderless, .. folders.Select(f => f.Lists)]);
    }

    /// <summary>The lists of a space that are not archived, in the two calls that takes.</summary>
    public async Task<IReadOnlyList<TaskList>> LivingListsAsync(Space space, CancellationToken cancellationToken)
    {
        var folderless = FolderlessListsAsync(space, archived: false, cancellationToken);
        var folders = await FoldersAsync(space, archived: false, cancellationToken);
        return [.. Merge([await folderless, .. folders.Select(f => f.Lists)]).Where(l => !l.IsArchived)];
    }

    /// <summary>
    /// Lists that were shared with the token's person without the space around them. Asked for only where no space is
    /// seen, as a guest may find it: where there are spaces, the lists are in them.
    /// </summary>
    public async Task<IReadOnlyList<TaskList>> SharedListsAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        if ((await SpacesAsync(workspace, cancellationToken)).Count > 0)
            return [];
        return await AskAsync($"shared {workspace.Id}", async token =>
        {
            using var answer = await _api.FindAsync($"v2/team/{workspace.Id}/shared", token);
            if (answer is null)
                return Missing<TaskList>("team", workspace.Id);
            var lists = answer.Root.At("shared", "lists");
            return lists.ValueKind == JsonValueKind.Array
                ? Read(lists, raw => new TaskList(raw, workspace, null, null, archived: false))
                : throw ClickUpErrors.Unreadable();
        }, cancellationToken);
    }

    /// <summary>Asks several questions at once; answers come in the order of the questions.</summary>
    public static async Task<TAnswer[]> AllAsync<T, TAnswer>(
        IReadOnlyList<T> about, Func<T, CancellationToken, Task<TAnswer>> ask, CancellationToken cancellationToken)
    {
        var answers = new TAnswer[about.Count];
        await Parallel.ForAsync(0, about.Count, new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancellationToken },
            async (i, token) => answers[i] = await ask(about[i], token));
        return answers;
    }

    private Task<IReadOnlyList<Folder>> FoldersAsync(Space space, bool archived, CancellationToken cancellationToken) =>
        AskAsync($"folders {space.Id} {archived}", async token =>
        {
            using var answer = await _api.FindAsync($"v2/space/{space.Id}/folder?archived={Flag(archived)}", token);
            var folders = answer is null ? Missing<Folder>("space", space.Id) : Read(answer.Rows("folders"), raw => new Folder(raw, space, archived));
            if (folders.Any(f => !f.IsArchived && f.Lists.Any(l => l.IsArchived)) && !space.IsArchived)
                _foldersEmbedArchivedLists = true;
            return folders;
        }, cancellationToken);

    private Task<IReadOnlyList<TaskList>> FolderlessListsAsync(Space space, bool archived, CancellationToken cancellationToken) =>
        AskAsync($"lists {space.Id} {archived}", async token =>
        {
            using var answer = await _api.FindAsync($"v2/space/{space.Id}/list?archived={Flag(archived)}", token);
            return answer is null ? Missing<TaskList>("space", space.Id) : Read(answer.Rows("lists"), raw => new TaskList(raw, space.Workspace, space, null, archived));
        }, cancellationToken);

    /// <summary>
    /// Archived lists inside folders. Whether a folder already brings them is not documented: one that does answers for all,
    /// otherwise each folder is asked.
    /// </summary>
    private async Task<IReadOnlyList<TaskList>[]> ArchivedListsAsync(IReadOnlyList<Folder> folders, CancellationToken cancellationToken)
    {
        if (_foldersEmbedArchivedLists)
            return [];
        return await AllAsync(folders, ArchivedListsAsync, cancellationToken);
    }

    private Task<IReadOnlyList<TaskList>> ArchivedListsAsync(Folder folder, CancellationToken cancellationToken) =>
        AskAsync($"folder {folder.Id}", async token =>
        {
            using var answer = await _api.FindAsync($"v2/folder/{folder.Id}/list?archived=true", token);
            return answer is null
                ? Missing<TaskList>("folder", folder.Id)
                : Read(answer.Rows("lists"), raw => new TaskList(raw, folder.Space.Workspace, folder.Space, folder, archived: true));
        }, cancellationToken);

    /// <summary>
    /// Asks once and remembers the answer, not a failure. A caller that is cancelled does not cancel those who wait with it:
    /// they ask again for themselves.
    /// </summary>
    public async Task<T> AskAsync<T>(string what, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        while (true)
        {
            var asked = (Lazy<Task<T>>)_asked.GetOrAdd(what, _ => new Lazy<Task<T>>(() => ask(cancellationToken)));
            try
            {
                return await asked.Value.WaitAsync(cancellationToken);
            }
            catch (Exception e)
            {
                if (asked.Value is { IsCompleted: true, IsCompletedSuccessfully: false })
                    _asked.TryRemove(KeyValuePair.Create(what, (object)asked));
                if (e is not OperationCanceledException || cancellationToken.IsCancellationRequested)
                    throw;
            }
        }
    }

    // It was there a moment ago: deleted meanwhile, or the token may know its name only.
    private T[] Missing<T>(string what, string id)
    {
        _context.Log(SourceLogLevel.Information, $"ClickUp names {what} {id} and then refuses to show what is in it; it is left out.");
        return [];
    }

    private static IReadOnlyList<T> Read<T>(JsonElement rows, Func<JsonElement, T> read) where T : Place =>
        [.. rows.EnumerateArray().Where(r => r.Text("id") is not null).Select(r => read(r.Clone()))];

    private static IReadOnlyList<T> Merge<T>(IEnumerable<IReadOnlyList<T>> parts) where T : Place =>
        [.. parts.SelectMany(p => p).DistinctBy(p => p.Id).OrderBy(p => p.Id, StringComparer.Ordinal)];

    private static string Flag(bool value) => value ? "true" : "false";
}
