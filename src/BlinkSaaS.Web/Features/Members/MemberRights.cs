namespace BlinkSaaS.Web.Features.Members;

/// <summary>Who may change whom in a workspace.</summary>
public static class MemberRights
{
    /// <summary>Who manages members.</summary>
    public const string WhoCan = "Only the owners and admins of the workspace manage its members. Ask one of them.";

    /// <summary>Who manages owners.</summary>
    public const string WhoCanOwners = "Only an owner of the workspace can make somebody an owner, or change or remove one. Ask an owner.";

    /// <summary>A workspace always has an Owner.</summary>
    public const string LastOwner = "This is the only owner of the workspace. Make somebody else an owner first.";

    /// <summary>Whether an actor may change or remove somebody of a role, or give that role.</summary>
    public static bool MayManage(MemberRole actor, MemberRole role) =>
        actor == MemberRole.Owner || (actor == MemberRole.Admin && role != MemberRole.Owner);

    /// <summary>The roles that an actor may give, the mightiest first.</summary>
    public static IReadOnlyList<MemberRole> Given(MemberRole actor) => [.. Enum.GetValues<MemberRole>().Where(role => MayManage(actor, role))];

    /// <summary>The sentence for a refused change.</summary>
    public static string WhoCanChange(MemberRole actor) => actor <= MemberRole.Admin ? WhoCanOwners : WhoCan;

    /// <summary>What a role means, in one sentence.</summary>
    public static string Means(MemberRole role) => role switch
    {
        MemberRole.Owner => "Everything an admin may, and the workspace itself.",
        MemberRole.Admin => "Manages members, teams and the connections shared with them.",
        MemberRole.Member => "Adds connections, and uses those shared with them.",
        _ => "Reads what is shared with them.",
    };
}
