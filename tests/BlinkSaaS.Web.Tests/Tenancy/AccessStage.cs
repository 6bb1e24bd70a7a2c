using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Tests.Connections;

namespace BlinkSaaS.Web.Tests.Tenancy;

/// <summary>
/// One workspace with everybody who could look, and three connections of the author, one of each privacy, each with a pull
/// and its records.
/// </summary>
public class AccessStage : ConnectionHost
{
    /// <summary>Name of the collection of the classes that share one.</summary>
    public const string Collection = "access stage";

    private static readonly (string Who, MemberRole Role, bool InTeam)[] Cast =
    [
        ("author", MemberRole.Member, true),
        ("owner", MemberRole.Owner, false),
        ("admin", MemberRole.Admin, false),
        ("member", MemberRole.Member, false),
        ("viewer", MemberRole.Viewer, false),
        ("team admin", MemberRole.Admin, true),
        ("team member", MemberRole.Member, true),
        ("team viewer", MemberRole.Viewer, true),
    ];

    public static readonly string[] Everybody = [.. Cast.Select(r => r.Who), "outsider", "removed"];

    public static readonly string[] Privacies = ["Workspace", "Private", "Team"];

    public Dictionary<string, Actor> People { get; } = [];

    /// <summary>Identifier by privacy.</summary>
    public Dictionary<string, string> Connections { get; } = [];

    /// <summary>A key that is in the stream of tasks of each connection.</summary>
    public string TaskKey { get; private set; } = "";

    public Actor Author => People["author"];

    public static string NameOf(string privacy) => $"Secret plans {privacy}";

    /// <summary>Written by hand from the product's words, not by the rule under test.</summary>
    public static bool Sees(string who, string privacy) => (who, privacy) switch
    {
        ("outsider" or "removed" or "anonymous", _) => false,
        ("author", _) => true,
        (_, "Workspace") => true,
        (_, "Private") => false,
        ("team admin" or "team member" or "team viewer", "Team") => true,
        _ => false,
    };

    public static bool Uses(string who, string privacy) => Sees(who, privacy) && who is not ("viewer" or "team viewer");

    public static bool Manages(string who, string privacy) => Sees(who, privacy) && who is ("author" or "owner" or "admin" or "team admin");

    public static bool IsMember(string who) => who is not ("outsider" or "removed" or "anonymous");

    internal static bool HasRole(string who, Needs needs) => IsMember(who) && needs switch
    {
        Needs.Workspace => true,
        Needs.Member => who is not ("viewer" or "team viewer"),
        Needs.Admin => who is "owner" or "admin" or "team admin",
        _ => who is "owner",
    };

    protected override async Task PrepareAsync()
    {
        var place = await this.PlaceAsync();
        foreach (var (who, role, inTeam) in Cast)
            People[who] = await this.ActorAsync(place, role, inTeam, $"The {who}");
        // Signed in, in the team, and then removed from the workspace.
        var removed = People["removed"] = await this.ActorAsync(place, MemberRole.Member, inTeam: true, "The removed");
        await RowsAsync("DELETE FROM members WHERE user_id = $1", removed.Id);
        People["outsider"] = await this.ActorAsync(await this.PlaceAsync("Elsewhere"), MemberRole.Owner, true, "The outsider");
        foreach (var privacy in Privacies)
        {
            Connections[privacy] = await Author.ConnectAsync(NameOf(privacy), ClickUp.Tokens.Owner, privacy);
            await PullAsync(Connections[privacy]);
        }

        TaskKey = ClickUp.Truth("owner").Tasks[0].Id;
    }
}
