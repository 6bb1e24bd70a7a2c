using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>Which pages a walk through the tasks of a ClickUp Workspace reads.</summary>
internal enum TaskWalkPhase
{
    /// <summary>Tasks that are not archived, in lists that are not.</summary>
    Living,

    /// <summary>Archived tasks in lists that are not archived.</summary>
    Archived,

    /// <summary>Tasks of the lists in the archive, list by list.</summary>
    ListLiving,

    /// <summary>Archived tasks of the lists in the archive.</summary>
    ListArchived,

    /// <summary>Nothing more: the next pull brings what changed since.</summary>
    Done,
}

/// <summary>
/// Where a walk through the tasks of a ClickUp Workspace stands; between two walks, what the next one has to read.
/// Moments are milliseconds since 1970.
/// </summary>
internal sealed record TaskWalkState
{
    // A cursor a little back in time is safe whether date_updated_gt is inclusive or not, and bears with clocks that differ.
    private const long Overlap = 5 * 60 * 1000;

    // Keeps the state well under its limit of 64 KB. Lists beyond are read whole at each visit.
    private const int MostListsRemembered = 2000;

    private static readonly TimeSpan ArchiveInterval = TimeSpan.FromHours(24);

    /// <summary>A state written by another layout than this is not used.</summary>
    public int Layout { get; init; } = CurrentLayout;

    /// <summary>Whether the walk reads every task, as opposed to those that changed.</summary>
    public bool Full { get; init; }

    /// <summary>Whether the walk looks into the archive too.</summary>
    public bool VisitsArchive { get; init; }

    /// <summary>Whether the walk asks for the archived tasks of living lists: always, but where there are many ClickUp Workspaces.</summary>
    public bool VisitsArchived { get; init; }

    /// <summary>How many walks there were, for the turns in which archived tasks are asked for.</summary>
    public int Round { get; init; }

    /// <summary>When the last walk that read everything ended, by the host's clock.</summary>
    public long FullWalked { get; init; }

    /// <summary>Names of the spaces by their ids.</summary>
    public IReadOnlyDictionary<string, string>? SpaceNames { get; init; }

    public TaskWalkPhase Phase { get; init; }

    /// <summary>The list in the archive that is being read.</summary>
    public string? List { get; init; }

    /// <summary>Number of the next page.</summary>
    public int Page { get; init; }

    /// <summary>Print of the page before that.</summary>
    public string? Print { get; init; }

    /// <summary>Everything that changed up to here was read by the walks before.</summary>
    public long Since { get; init; }

    /// <summary>The same for the archived tasks of living lists.</summary>
    public long ArchivedSince { get; init; }

    /// <summary>The same for the lists in the archive, which are visited less often.</summary>
    public long ArchiveSince { get; init; }

    /// <summary>When the archive was last visited, by the host's clock.</summary>
    public long ArchiveVisited { get; init; }

    /// <summary>When this walk began, by ClickUp's clock.</summary>
    public long Began { get; init; }

    /// <summary>The latest change that this walk has seen.</summary>
    public long Latest { get; init; }

    /// <summary>Lists in the archive of which every task was read once.</summary>
    public IReadOnlyList<string> ListsRead { get; init; } = [];

    private const int CurrentLayout = 2;

    /// <summary>The walk that a request asks for: a new one, or one that goes on.</summary>
    public static TaskWalkState For(ReadRequest request, DateTimeOffset now, TimeSpan? fullEvery, ArchiveTurn turn)
    {
        var last = request.Full ? null : Parse(request.Checkpoint);
        if (last is null || (last.Phase == TaskWalkPhase.Done && fullEvery is { } every && IsPast(last.FullWalked, every, now)))
            return new TaskWalkState { Full = true, VisitsArchived = true, VisitsArchive = true };
        if (last.Phase != TaskWalkPhase.Done)
            return last;
        var visitsArchive = IsPast(last.ArchiveVisited, ArchiveInterval, now);
        return last with
        {
            Full = false,
            Round = last.Round + 1,
            VisitsArchive = visitsArchive,
            VisitsArchived = visitsArchive || turn.IsOn(last.Round + 1),
            Phase = TaskWalkPhase.Living,
            Began = 0,
            Latest = 0,
        };
    }

    public string ToCheckpoint() => JsonSerializer.Serialize(this, CheckpointJson.Default.TaskWalkState);

    /// <summary>What date_updated_gt has to be, or null where everything is read.</summary>
    public long? UpdatedAfter() => Phase switch
    {
        _ when Full => null,
        TaskWalkPhase.Living => Back(Since),
        TaskWalkPhase.Archived => Back(ArchivedSince),
        // A list that came into the archive since the last visit may hold tasks that no walk has seen.
        _ => ListsRead.Contains(List) ? Back(ArchiveSince) : null,
    };

    /// <summary>Whether this walk, read on from where it stands, asks for the very page that another walk stands at.</summary>
    public bool Reaches(TaskWalkState other)
    {
        var visits = other.Phase switch
        {
            _ when Phase == other.Phase => true,
            TaskWalkPhase.Living => true,
            TaskWalkPhase.Archived => VisitsArchived,
            _ => VisitsArchive,
        };
        return visits && IsNotBeyond(other) && (this with { Phase = other.Phase, List = other.List }).UpdatedAfter() == other.UpdatedAfter();
    }

    /// <summary>After a page.</summary>
    public TaskWalkState Next(TaskPage page, long latest, DateTimeOffset now) => this with
    {
        Page = page.Number + 1,
        Print = page.Print,
        Began = Began > 0 ? Began : (page.ServerTime ?? now).ToUnixTimeMilliseconds(),
        Latest = Math.Max(Latest, latest),
    };

    /// <summary>At the first page of another phase, or of another list.</summary>
    public TaskWalkState Enter(TaskWalkPhase phase, string? list = null) => this with { Phase = phase, List = list, Page = 0, Print = null };

    /// <summary>After all tasks of a list in the archive.</summary>
    public TaskWalkState Read(string list) =>
        ListsRead.Count >= MostListsRemembered || ListsRead.Contains(list) ? this : this with { ListsRead = [.. ListsRead, list] };

    /// <summary>At the end of the walk.</summary>
    /// <param name="archive">Lists that are in the archive now; null where the walk did not visit it.</param>
    /// <param name="now">The host's time.</param>
    public TaskWalkState Finish(IReadOnlyCollection<string>? archive, DateTimeOffset now)
    {
        // A change made during the walk may be on a page already passed, so the walk vouches for nothing after its beginning;
        // and never for more than it has seen, in case the clocks are far apart.
        var since = Math.Max(Since, Math.Min(Began, Latest));
        var finished = Enter(TaskWalkPhase.Done) with
        {
            Since = since,
            ArchivedSince = VisitsArchived ? since : ArchivedSince,
            FullWalked = Full ? now.ToUnixTimeMilliseconds() : FullWalked,
            Began = 0,
            Latest = 0,
        };
        return archive is null ? finished : finished with
        {
            ArchiveSince = since,
            ArchiveVisited = now.ToUnixTimeMilliseconds(),
            ListsRead = [.. ListsRead.Where(archive.Contains)],
        };
    }

    private bool IsNotBeyond(TaskWalkState other)
    {
        // Lists come one after the other, and of each first the one phase, then the other.
        var (mine, others) = (Math.Min((int)Phase, (int)TaskWalkPhase.ListLiving), Math.Min((int)other.Phase, (int)TaskWalkPhase.ListLiving));
        if (Phase == TaskWalkPhase.Done || mine != others)
            return Phase != TaskWalkPhase.Done && mine < others;
        var list = string.CompareOrdinal(List, other.List);
        return list < 0 || (list == 0 && (Phase < other.Phase || (Phase == other.Phase && Page <= other.Page)));
    }

    private static bool IsPast(long moment, TimeSpan interval, DateTimeOffset now) =>
        now.ToUnixTimeMilliseconds() - moment >= (long)interval.TotalMilliseconds;

    private static long? Back(long moment) => moment > Overlap ? moment - Overlap : null;

    private static TaskWalkState? Parse(string? checkpoint)
    {
        if (string.IsNullOrEmpty(checkpoint))
            return null;
        try
        {
            var state = JsonSerializer.Deserialize(checkpoint, CheckpointJson.Default.TaskWalkState);
            return state is { Layout: CurrentLayout, ListsRead: not null } && Enum.IsDefined(state.Phase) ? state : null;
        }
        catch (JsonException)
        {
            // Written by a version that is no more: reading everything again loses nothing.
            return null;
        }
    }
}
