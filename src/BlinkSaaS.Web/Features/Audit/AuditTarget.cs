using System.Globalization;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Invitations;
using BlinkSaaS.Web.Features.Teams;

namespace BlinkSaaS.Web.Features.Audit;

/// <summary>What an entry is about, as it is called now.</summary>
public sealed record AuditTarget(AuditKind Kind, string Id, string Name, int? ConnectionId = null)
{
    /// <summary>The workspace.</summary>
    public static AuditTarget Workspace(long id, string name) => new(AuditKind.Workspace, Text(id), name);

    /// <summary>A person.</summary>
    public static AuditTarget Member(Guid id, string name) => new(AuditKind.Member, id.ToString(), name);

    /// <summary>An invitation, by its address.</summary>
    public static AuditTarget Of(Invitation invitation) => new(AuditKind.Invitation, Text(invitation.Id), invitation.Email);

    /// <summary>A team.</summary>
    public static AuditTarget Of(Team team) => new(AuditKind.Team, Text(team.Id), team.Name);

    /// <summary>A connection.</summary>
    public static AuditTarget Of(Connection connection) => new(AuditKind.Connection, connection.PublicId, connection.Name, connection.Id);

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
