namespace BlinkSaaS.Sources.ClickUp;

/// <summary>
/// About how many calls a pull takes, by what has been asked of the hierarchy so far. What was not looked at is thought to be
/// like what was; where nothing was, like most places. Once the hierarchy has been walked, only the number of tasks is a guess.
/// </summary>
internal sealed class CallEstimate
{
    private const double TasksPerPage = 100;

    // ClickUp's count leaves out the closed ones, which a pull reads: about a quarter of all.
    private const double TasksToCounted = 4.0 / 3;

    /// <summary>Usual shares of what is archived, in use until this token's own are known; weighed like so many places seen.</summary>
    private const double UsualArchived = 0.07;
    private const int UsualWeight = 12;

    private static readonly string[] ByWorkspace = ["user_groups", "task_types", "goals", "docs", "shared", "time_entries"];
    private static readonly string[] ByPlace = ["views", "custom_fields"];
    private static readonly string[] TaskReaders = ["comments", "time_in_status"];
    private static readonly string[] OfSpaces = ["spaces", "folders", "lists", "tags", .. ByPlace];

    private readonly Hierarchy _hierarchy;
    private readonly IReadOnlyList<Workspace> _workspaces;
    private readonly Usual _folders = new(2, 1), _foldersArchived = new(UsualArchived, UsualWeight), _listsOfFolder = new(3, 1);
    private readonly Usual _listsOfFolderArchived = new(UsualArchived, UsualWeight), _listsOfSpace = new(2, 1), _listsOfSpaceArchived = new(UsualArchived, UsualWeight);
    private readonly Usual _countedTasks = new(15, 1);

    private CallEstimate(Hierarchy hierarchy, IReadOnlyList<Workspace> workspaces)
    {
        (_hierarchy, _workspaces) = (hierarchy, workspaces);
        foreach (var space in workspaces.SelectMany(KnownSpaces))
            Learn(space);
    }

    /// <summary>The estimate for these streams; null where not even the spaces are known, and they matter.</summary>
    public static long? Of(Hierarchy hierarchy, IReadOnlySet<string> streams, bool full)
    {
        var asking = streams.Where(stream => full || !hierarchy.IsLeftOut(stream)).ToHashSet();
        var needsSpaces = full || OfSpaces.Any(asking.Contains);
        return hierarchy.KnownWorkspaces is { } workspaces && (!needsSpaces || workspaces.All(workspace => hierarchy.KnownSpaces(workspace, archived: false) is not null))
            ? new CallEstimate(hierarchy, workspaces).Count(asking, full)
            : null;
    }

    private long Count(HashSet<string> streams, bool full)
    {
        var size = _workspaces.Select(SizeOf).Aggregate(new Size(), (a, b) => a + b);
        // Which lists lie in the archive is asked by a pull of tasks that reads everything; later once a day.
        var lists = streams.Contains("lists") || (full && (streams.Contains("tasks") || TaskReaders.Any(streams.Contains)));
        var spaces = lists || streams.Contains("spaces") || streams.Contains("folders") || streams.Contains("tags") || ByPlace.Any(streams.Contains);
        var calls = 1.0;
        if (spaces)
            calls += 2 * _workspaces.Count;
        if (lists || streams.Contains("folders"))
            calls += 2 * size.Spaces;
        if (lists)
            calls += 2 * size.Spaces + (_hierarchy.FoldersBringArchivedLists ? 0 : size.Folders);
        if (streams.Contains("tasks"))
            calls += full ? size.Pages + 2 * size.ListsInArchive : 2 * _workspaces.Count;
        calls += ByWorkspace.Count(streams.Contains) * _workspaces.Count + (streams.Contains("tags") ? size.Spaces : 0);
        calls += ByPlace.Count(streams.Contains) * Places(size);
        if (full && !streams.Contains("tasks") && TaskReaders.Any(streams.Contains))
            calls += size.Pages + 2 * size.ListsInArchive;
        if (full && streams.Contains("comments"))
            calls += size.Tasks + size.Lists + (streams.Contains("views") ? 0 : Places(size));
        if (full && streams.Contains("time_in_status"))
            calls += Math.Ceiling(size.Tasks / TasksPerPage);
        return (long)Math.Min(int.MaxValue, Math.Round(calls));
    }

    private double Places(Size size) => _workspaces.Count + size.Spaces + size.Folders + size.Lists;

    private IEnumerable<Space> KnownSpaces(Workspace workspace) =>
        (_hierarchy.KnownSpaces(workspace, archived: false) ?? []).Concat(_hierarchy.KnownSpaces(workspace, archived: true) ?? []).DistinctBy(space => space.Id);

    private void Learn(Space space)
    {
        var folders = _hierarchy.KnownFolders(space, archived: false);
        if (folders is not null)
        {
            _folders.Saw(folders.Count);
            foreach (var folder in folders)
                Learn(folder);
            if (_hierarchy.KnownFolders(space, archived: true) is { } archived)
                _foldersArchived.Saw(archived.Count, of: folders.Count + archived.Count);
        }

        if (_hierarchy.KnownListsWithoutFolder(space, archived: false) is { } lists)
        {
            _listsOfSpace.Saw(lists.Count);
            foreach (var list in lists)
                LearnTasks(list);
            if (_hierarchy.KnownListsWithoutFolder(space, archived: true) is { } archived)
                _listsOfSpaceArchived.Saw(archived.Count, of: lists.Count + archived.Count);
        }
    }

    private void Learn(Folder folder)
    {
        var living = folder.Lists.Count(list => !list.IsArchived);
        _listsOfFolder.Saw(living);
        foreach (var list in folder.Lists)
            LearnTasks(list);
        if (_hierarchy.FoldersBringArchivedLists)
            _listsOfFolderArchived.Saw(folder.Lists.Count - living, of: folder.Lists.Count);
        else if (_hierarchy.KnownArchivedLists(folder) is { } archived)
            _listsOfFolderArchived.Saw(archived.Count, of: living + archived.Count);
    }

    private void LearnTasks(TaskList list)
    {
        if (list.Raw.Integer("task_count") is { } count)
            _countedTasks.Saw(count);
    }

    private Size SizeOf(Workspace workspace)
    {
        var spaces = KnownSpaces(workspace).ToList();
        var size = spaces.Select(SizeOf).Aggregate(new Size(), (a, b) => a + b);
        // Its living tasks and its archived ones are each read page by page, and each at least once.
        return size with { Pages = Math.Max(1, Math.Ceiling(size.LivingTasks / TasksPerPage)) + Math.Max(1, Math.Ceiling(size.LivingTasks * UsualArchived / TasksPerPage)) };
    }

    private Size SizeOf(Space space)
    {
        var living = _hierarchy.KnownFolders(space, archived: false);
        var archived = _hierarchy.KnownFolders(space, archived: true);
        var size = (living ?? []).Concat(archived ?? []).DistinctBy(folder => folder.Id).Select(SizeOf).Aggregate(new Size { Spaces = 1 }, (a, b) => a + b);
        var livingFolders = living?.Count ?? _folders.Mean;
        if (living is null)
            size += GuessedFolders(livingFolders, space.IsArchived);
        if (archived is null)
            size += GuessedFolders(_foldersArchived.BesideLiving(livingFolders), inArchive: true);

        var lists = _hierarchy.KnownListsWithoutFolder(space, archived: false);
        var count = lists?.Count ?? _listsOfSpace.Mean;
        var tasks = lists?.Sum(TasksOf) ?? count * TasksOfList;
        size += Lists(count, tasks, space.IsArchived);
        var listsArchived = _hierarchy.KnownListsWithoutFolder(space, archived: true)?.Count ?? _listsOfSpaceArchived.BesideLiving(count);
        return size + Lists(listsArchived, listsArchived * TasksOfList, inArchive: true);
    }

    private Size SizeOf(Folder folder)
    {
        var inArchive = folder.IsArchived || folder.Space.IsArchived;
        var living = folder.Lists.Where(list => !list.IsArchived).ToList();
        var archived = _hierarchy.FoldersBringArchivedLists
            ? folder.Lists.Count - living.Count
            : _hierarchy.KnownArchivedLists(folder)?.Count ?? _listsOfFolderArchived.BesideLiving(living.Count);
        return new Size { Folders = 1 } + Lists(living.Count, living.Sum(TasksOf), inArchive) + Lists(archived, archived * TasksOfList, inArchive: true);
    }

    private Size GuessedFolders(double folders, bool inArchive)
    {
        var living = folders * _listsOfFolder.Mean;
        var archived = _listsOfFolderArchived.BesideLiving(living);
        return new Size { Folders = folders } + Lists(living, living * TasksOfList, inArchive) + Lists(archived, archived * TasksOfList, inArchive: true);
    }

    private double TasksOfList => _countedTasks.Mean * TasksToCounted;

    private double TasksOf(TaskList list) => list.Raw.Integer("task_count") is { } count ? count * TasksToCounted : TasksOfList;

    private static Size Lists(double lists, double tasks, bool inArchive) => inArchive
        ? new Size { Lists = lists, ListsInArchive = lists, Tasks = tasks }
        : new Size { Lists = lists, Tasks = tasks, LivingTasks = tasks };

    /// <summary>How much there is of everything, whole or guessed.</summary>
    private readonly record struct Size(double Spaces, double Folders, double Lists, double ListsInArchive, double Tasks, double LivingTasks, double Pages)
    {
        public static Size operator +(Size a, Size b) => new(
            a.Spaces + b.Spaces, a.Folders + b.Folders, a.Lists + b.Lists, a.ListsInArchive + b.ListsInArchive, a.Tasks + b.Tasks, a.LivingTasks + b.LivingTasks, a.Pages + b.Pages);
    }

    /// <summary>A mean, or a share, that begins at what is usual and becomes what was seen.</summary>
    private sealed class Usual(double usual, double weight)
    {
        private double _sum = usual * weight, _of = weight;

        public double Mean => _sum / _of;

        public void Saw(double value, double of = 1) => (_sum, _of) = (_sum + value, _of + of);

        /// <summary>Of a share: how many archived ones there are beside so many living ones.</summary>
        public double BesideLiving(double living) => living * Math.Min(0.9, Mean) / (1 - Math.Min(0.9, Mean));
    }
}
