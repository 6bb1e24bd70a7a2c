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

    /// <summary>IANA name of the time zone whose clock the schedules of its connections follow.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>Its pages open only for whoever showed more than a password.</summary>
    public bool RequiresSecondFactor { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Since when it is closed and waits to be removed.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>Who asked for that.</summary>
    public Guid? DeletedById { get; set; }

    /// <summary>Until when an Owner can take it back.</summary>
    public DateTimeOffset? PurgeAt { get; set; }

    /// <summary>Its people.</summary>
    public List<Member> Members { get; } = [];
}
