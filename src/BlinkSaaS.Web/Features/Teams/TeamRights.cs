namespace BlinkSaaS.Web.Features.Teams;

/// <summary>What somebody is told who may see teams and not change them.</summary>
public static class TeamRights
{
    /// <summary>Who can.</summary>
    public const string WhoCan = "Only the owners and admins of the workspace manage teams. Ask one of them.";
}
