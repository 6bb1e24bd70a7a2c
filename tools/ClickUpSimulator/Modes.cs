namespace ClickUpSimulator;

/// <summary>
/// The points on which descriptions of the API disagree. A reader has to be right in either mode.
/// </summary>
public sealed record Modes
{
    /// <summary>date_updated_gt (and _lt) include the given moment itself.</summary>
    public bool InclusiveDates { get; init; }

    /// <summary>Pages of the team endpoint carry last_page; the specification leaves it out.</summary>
    public bool TeamPagesGiveLastPage { get; init; } = true;

    /// <summary>Some pages have fewer than 100 tasks although more follow.</summary>
    public bool ShortPages { get; init; }

    /// <summary>Folders embed their archived lists too.</summary>
    public bool FoldersEmbedArchivedLists { get; init; }

    /// <summary>order_by=updated gives the oldest first, and reverse=true the newest.</summary>
    public bool UpdatedAscends { get; init; }

    /// <summary>Archiving a folder or a space hides the tasks below it from the team endpoint, as archiving their list does.</summary>
    public bool ArchivedContainersHideTasks { get; init; } = true;

    /// <summary>A guest is given the space and the folder around a shared list; otherwise only /team/{id}/shared names it.</summary>
    public bool GuestsSeeContainers { get; init; } = true;

    /// <summary>What the plan or a ClickApp does not offer: "goals", "timeInStatus".</summary>
    public IReadOnlyList<string> SwitchedOff { get; init; } = [];
}
