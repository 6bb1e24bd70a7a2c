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

    public static IReadOnlyList<FrameLink> Settings(string slug) =>
    [
        new("Connections", $"/w/{slug}/connections", "plug"),
        new("Teams", $"/w/{slug}/teams", "team"),
    ];
}
