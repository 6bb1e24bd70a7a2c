namespace BlinkSaaS.Web.Features.Teams;

/// <summary>What somebody is told who may see teams and not change them.</summary>
public static class TeamRights
{
    /// <summary>Who makes, renames and deletes teams, and names their leads.</summary>
    public const string WhoCan = "Only the owners and admins of the workspace manage teams. Ask one of them.";

    /// <summary>Who manages the people of a team.</summary>
    public const string WhoCanPeople = "Only the leads of this team, and the owners and admins of the workspace, manage its people. Ask one of them.";
}
