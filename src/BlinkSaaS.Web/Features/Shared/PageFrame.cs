namespace BlinkSaaS.Web.Features.Shared;

/// <summary>
/// What the layout shows around a page. Filled once per request by whoever knows the person and the workspace; the layout
/// asks nobody else, so that it renders signed in with a workspace, signed in without one, and for strangers.
/// </summary>
public sealed class PageFrame
{
    public FramePerson? Person { get; set; }

    /// <summary>The workspace of the URL, when the page has one.</summary>
    public FrameWorkspace? Workspace { get; set; }

    /// <summary>Every workspace the person belongs to.</summary>
    public IReadOnlyList<FrameWorkspace> Workspaces { get; set; } = [];

    /// <summary>The workspace is being deleted: its places cannot be opened.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Whether the person is Owner or Admin of <see cref="Workspace"/>.</summary>
    public bool IsAdmin { get; set; }

    /// <summary>The areas in the header.</summary>
    public IReadOnlyList<FrameLink> Areas => Workspace is { } workspace && !IsClosed ? WorkspaceMenu.Areas(workspace.Slug) : [];

    /// <summary>The menu behind the cog.</summary>
    public IReadOnlyList<FrameLink> Settings => Workspace is { } workspace && !IsClosed ? WorkspaceMenu.Settings(workspace.Slug, IsAdmin) : [];

    /// <summary>Where the brand leads.</summary>
    public string Home => Workspace is { } workspace ? $"/w/{workspace.Slug}/connections" : "/";
}

/// <param name="Name">As colleagues see it.</param>
/// <param name="Role">The role in the workspace of the URL, or nothing.</param>
/// <param name="IsOperator">Runs the instance.</param>
public sealed record FramePerson(string Name, string? Role = null, bool IsOperator = false);

public sealed record FrameWorkspace(string Slug, string Name);

public sealed record FrameLink(string Label, string Href, string Icon, bool Divided = false)
{
    /// <summary>"page" on that very page, "true" below it, nothing elsewhere.</summary>
    public string? Current(PathString path) =>
        path.Equals(Href, StringComparison.OrdinalIgnoreCase) ? "page"
        : path.StartsWithSegments(Href, StringComparison.OrdinalIgnoreCase) ? "true"
        : null;
}
