using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Access;

/// <summary>Everything of this workspace that the person can see, and why.</summary>
public sealed class IndexModel(VisibleConnections visible, ConnectionAudience audience, SourceCatalog catalog, CurrentWorkspace workspace) : PageModel
{
    /// <summary>A connection, what the person may do with it, and why.</summary>
    public sealed record Row(Connection Connection, string SourceName, ConnectionAnswer Answer);

    /// <summary>The connections, by source and name.</summary>
    public IReadOnlyList<Row> Rows { get; private set; } = [];

    /// <summary>The workspace.</summary>
    public CurrentWorkspace Workspace => workspace;

    /// <summary>What the role permits, in a sentence.</summary>
    public string RoleSentence => workspace.Role switch
    {
        Members.MemberRole.Owner => "As an Owner you manage the workspace, its members and teams, and every connection that is shared with you. A private connection of somebody else you do not see.",
        Members.MemberRole.Admin => "As an Admin you manage members and teams, and every connection that is shared with you. A private connection of somebody else you do not see.",
        Members.MemberRole.Member => "As a Member you add connections, and you browse, pull and export those that are shared with you.",
        _ => "As a Viewer you browse what is shared with you.",
    };

    /// <summary>Lists them.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var mine = await audience.MineAsync(await visible.ListAsync(cancellationToken), cancellationToken);
        Rows = [.. mine.Select(m => new Row(m.Connection, catalog.Find(m.Connection.SourceKey)?.Name ?? m.Connection.SourceKey, m.Answer))];
    }
}
