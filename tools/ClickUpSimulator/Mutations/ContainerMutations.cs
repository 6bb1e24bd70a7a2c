using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Mutations;

/// <summary>
/// Changes of lists, folders and spaces. They have no date_updated of their own; the tasks below keep theirs unless
/// touchTasks says otherwise, because nothing documents that ClickUp moves it.
/// </summary>
public sealed partial class WorldMutations
{
    public TaskList CreateList(string spaceId, string name, string? folderId = null)
    {
        lock (world.Gate)
        {
            var space = Space(spaceId);
            var folder = folderId is null ? null : Folder(folderId);
            if (folder is not null && folder.Space != space)
                throw new ArgumentException($"The folder '{folderId}' is not in the space '{spaceId}'.", nameof(folderId));
            var siblings = folder?.Lists ?? space.Lists;
            var list = new TaskList { Id = world.Ids.NextNumber(), Name = name, Space = space, Folder = folder, OrderIndex = siblings.Count };
            siblings.Add(list);
            world.ListsById.Add(list.Id, list);
            world.Changed();
            return list;
        }
    }

    public TaskList RenameList(string listId, string name, bool touchTasks = false)
    {
        lock (world.Gate)
        {
            var list = List(listId);
            list.Name = name;
            RewriteTasks([list], touchTasks);
            return list;
        }
    }

    public TaskList ArchiveList(string listId, bool archived = true, bool touchTasks = false)
    {
        lock (world.Gate)
        {
            var list = List(listId);
            list.Archived = archived;
            RewriteTasks([list], touchTasks);
            return list;
        }
    }

    /// <summary>Deletes a list with the tasks whose home it is.</summary>
    public void DeleteList(string listId)
    {
        lock (world.Gate)
        {
            Drop(List(listId));
            world.Changed();
        }
    }

    public Folder RenameFolder(string folderId, string name, bool touchTasks = false)
    {
        lock (world.Gate)
        {
            var folder = Folder(folderId);
            folder.Name = name;
            RewriteTasks(folder.Lists, touchTasks);
            return folder;
        }
    }

    public Folder ArchiveFolder(string folderId, bool archived = true, bool touchTasks = false)
    {
        lock (world.Gate)
        {
            var folder = Folder(folderId);
            folder.Archived = archived;
            RewriteTasks(folder.Lists, touchTasks);
            return folder;
        }
    }

    /// <summary>Deletes a folder with its lists. By id it is still given, marked as deleted.</summary>
    public void DeleteFolder(string folderId)
    {
        lock (world.Gate)
        {
            var folder = Folder(folderId);
            foreach (var list in folder.Lists)
                Drop(list);
            folder.Deleted = true;
            world.Changed();
        }
    }

    public Space RenameSpace(string spaceId, string name)
    {
        lock (world.Gate)
        {
            var space = Space(spaceId);
            space.Name = name;
            world.Changed();
            return space;
        }
    }

    public Space ArchiveSpace(string spaceId, bool archived = true, bool touchTasks = false)
    {
        lock (world.Gate)
        {
            var space = Space(spaceId);
            space.Archived = archived;
            RewriteTasks(space.AllLists, touchTasks);
            return space;
        }
    }

    private void Drop(TaskList list)
    {
        list.Deleted = true;
        Remove([.. list.Space.Workspace.TaskList.Where(task => task.StandsIn(list))]);
        foreach (var task in list.Added.ToList())
        {
            Detach(task, list);
            Stamp(task);
        }
    }

    /// <summary>Bodies name their list and folder, so they are built anew.</summary>
    private void RewriteTasks(IEnumerable<TaskList> lists, bool touch)
    {
        foreach (var task in lists.SelectMany(list => list.Home.Concat(list.Added)).Distinct())
        {
            task.Body = null;
            if (touch)
                Stamp(task);
        }
        world.Changed();
    }

    private Folder Folder(string id) =>
        world.FoldersById.TryGetValue(id, out var folder) && !folder.Deleted ? folder : throw new ArgumentException($"There is no folder '{id}'.", nameof(id));

    private Space Space(string id) =>
        world.SpacesById.GetValueOrDefault(id) ?? throw new ArgumentException($"There is no space '{id}'.", nameof(id));
}
