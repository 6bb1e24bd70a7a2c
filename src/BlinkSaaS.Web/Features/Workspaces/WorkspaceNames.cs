namespace BlinkSaaS.Web.Features.Workspaces;

/// <summary>What a workspace may be called, and who says so.</summary>
public static class WorkspaceNames
{
    /// <summary>Who manages the workspace itself.</summary>
    public const string WhoCan = "Only an owner can change the workspace itself. Ask one of its owners.";

    /// <summary>The name as stored: without spaces around it, inner white space as single spaces.</summary>
    public static string Tidy(string? name) => string.Join(' ', (name ?? "").Normalize().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>What is wrong with a tidy name, or null.</summary>
    public static string? Problem(string tidy) =>
        tidy.Length == 0 ? "Enter a name for the workspace."
        : tidy.Length > CreateWorkspace.NameLength ? $"The name has {tidy.Length} characters. Shorten it to {CreateWorkspace.NameLength} or fewer."
        : tidy.Any(char.IsControl) ? "The name has a character in it that cannot be shown. Type it again."
        : null;
}
