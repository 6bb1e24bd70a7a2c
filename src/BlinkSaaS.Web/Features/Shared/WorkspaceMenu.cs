namespace BlinkSaaS.Web.Features.Shared;

/// <summary>The places of a workspace that the header leads to: add a line when a place exists.</summary>
public static class WorkspaceMenu
{
    public static IReadOnlyList<FrameLink> Areas(string slug) =>
    [
        new("Connections", $"/w/{slug}/connections", "plug"),
        new("Data", $"/w/{slug}/data", "table"),
        new("Activity", $"/w/{slug}/activity", "activity"),
    ];

    public static IReadOnlyList<FrameLink> Settings(string slug, bool admin) =>
    [
        new("Connections", $"/w/{slug}/connections", "plug"),
        new("Members", $"/w/{slug}/members", "users"),
        new("Teams", $"/w/{slug}/teams", "team"),
        new("Workspace", $"/w/{slug}/settings", "building"),
        new("Sign-in rules", $"/w/{slug}/settings/sign-in", "shield"),
        new("What I can see", $"/w/{slug}/access", "lock"),
        .. admin ? [new FrameLink("Audit log", $"/w/{slug}/settings/audit", "history", Divided: true)] : Array.Empty<FrameLink>(),
    ];
}
