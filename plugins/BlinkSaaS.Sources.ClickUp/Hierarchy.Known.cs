namespace BlinkSaaS.Sources.ClickUp;

/// <summary>What has been asked already, without asking. Null where it has not.</summary>
internal sealed partial class Hierarchy
{
    /// <summary>Whether folders bring their archived lists, so that these cost no calls.</summary>
    public bool FoldersBringArchivedLists => _foldersEmbedArchivedLists;

    public IReadOnlyList<Workspace>? KnownWorkspaces => Known<Workspace>("workspaces");

    public IReadOnlyList<Space>? KnownSpaces(Workspace workspace, bool archived) => Known<Space>($"spaces {workspace.Id} {archived}");

    public IReadOnlyList<Folder>? KnownFolders(Space space, bool archived) => Known<Folder>($"folders {space.Id} {archived}");

    public IReadOnlyList<TaskList>? KnownListsWithoutFolder(Space space, bool archived) => Known<TaskList>($"lists {space.Id} {archived}");

    public IReadOnlyList<TaskList>? KnownArchivedLists(Folder folder) => Known<TaskList>($"folder {folder.Id}");

    /// <summary>A stream whose slower round is not due: it makes no call in this pull.</summary>
    public void LeaveOut(string stream) => _leftOut[stream] = true;

    public bool IsLeftOut(string stream) => _leftOut.ContainsKey(stream);

    private IReadOnlyList<T>? Known<T>(string what) where T : Place =>
        _asked.TryGetValue(what, out var asked) && asked is Lazy<Task<IReadOnlyList<T>>> { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } answer }
            ? answer.Result
            : null;
}
