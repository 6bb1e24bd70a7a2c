using BlinkSaaS.Web.Features.Members;

namespace BlinkSaaS.Web.Features.Workspaces;

/// <summary>The tenant.</summary>
public sealed class Workspace
{
    /// <summary>Identifier; leads every key of what the workspace owns.</summary>
    public long Id { get; set; }

    /// <summary>Part of its URLs: lower-case letters, digits and hyphens.</summary>
    public required string Slug { get; set; }

    /// <summary>What people call it, 1 to 60 characters.</summary>
    public required string Name { get; set; }

    /// <summary>The demo workspace of a development host: its connections are fed by the bundled simulator alone.</summary>
    public bool IsDemo { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Its people.</summary>
    public List<Member> Members { get; } = [];
}
