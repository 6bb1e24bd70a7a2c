using ClickUpSimulator.Mutations;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Admin;

/// <summary>
/// Body of POST /admin/mutations. Kinds: create, update, delete, move, archive, unarchive, addToList (tasks), createList,
/// renameList, archiveList, unarchiveList, deleteList, renameFolder, archiveFolder, unarchiveFolder, deleteFolder,
/// renameSpace, archiveSpace, unarchiveSpace, and random with counts.
/// </summary>
internal sealed record MutationRequest
{
    public required string Kind { get; init; }

    public string? TaskId { get; init; }

    public string? ListId { get; init; }

    public string? FolderId { get; init; }

    public string? SpaceId { get; init; }

    public string? ParentId { get; init; }

    public string? Name { get; init; }

    public string? Status { get; init; }

    public int? Priority { get; init; }

    public long? DueDate { get; init; }

    public bool TouchTasks { get; init; }

    public RandomChanges? Random { get; init; }

    public object Apply(WorldMutations mutate) => Kind switch
    {
        "create" => Show(mutate.CreateTask(Need(ListId, "listId"), Need(Name, "name"), ParentId)),
        "update" => Show(mutate.UpdateTask(Need(TaskId, "taskId"), Name, Status, Priority, DueDate)),
        "delete" => Done(() => mutate.DeleteTask(Need(TaskId, "taskId"))),
        "move" => Show(mutate.MoveTask(Need(TaskId, "taskId"), Need(ListId, "listId"))),
        "archive" or "unarchive" => Show(mutate.ArchiveTask(Need(TaskId, "taskId"), Kind == "archive")),
        "addToList" => Show(mutate.AddToList(Need(TaskId, "taskId"), Need(ListId, "listId"))),
        "random" => mutate.Random(Random ?? throw new ArgumentException("The mutation needs 'random' with its counts.")),
        _ => ApplyToContainer(mutate),
    };

    private object ApplyToContainer(WorldMutations mutate) => Kind switch
    {
        "createList" => Show(mutate.CreateList(Need(SpaceId, "spaceId"), Need(Name, "name"), FolderId)),
        "renameList" => Show(mutate.RenameList(Need(ListId, "listId"), Need(Name, "name"), TouchTasks)),
        "archiveList" or "unarchiveList" => Show(mutate.ArchiveList(Need(ListId, "listId"), Kind == "archiveList", TouchTasks)),
        "deleteList" => Done(() => mutate.DeleteList(Need(ListId, "listId"))),
        "renameFolder" => Show(mutate.RenameFolder(Need(FolderId, "folderId"), Need(Name, "name"), TouchTasks)),
        "archiveFolder" or "unarchiveFolder" => Show(mutate.ArchiveFolder(Need(FolderId, "folderId"), Kind == "archiveFolder", TouchTasks)),
        "deleteFolder" => Done(() => mutate.DeleteFolder(Need(FolderId, "folderId"))),
        "renameSpace" => Show(mutate.RenameSpace(Need(SpaceId, "spaceId"), Need(Name, "name"))),
        "archiveSpace" or "unarchiveSpace" => Show(mutate.ArchiveSpace(Need(SpaceId, "spaceId"), Kind == "archiveSpace", TouchTasks)),
        _ => throw new ArgumentException($"The mutation '{Kind}' is not known."),
    };

    private static object Done(Action change)
    {
        change();
        return new { done = true };
    }

    private static object Show(WorkTask task) =>
        new { task.Id, task.Name, Status = task.Status.Name, ListId = task.List.Id, task.Archived, task.DateUpdated };

    private static object Show(TaskList list) => new { list.Id, list.Name, list.Archived };

    private static object Show(Folder folder) => new { folder.Id, folder.Name, folder.Archived };

    private static object Show(Space space) => new { space.Id, space.Name, space.Archived };

    private string Need(string? value, string name) =>
        value ?? throw new ArgumentException($"The mutation '{Kind}' needs '{name}'.");
}
