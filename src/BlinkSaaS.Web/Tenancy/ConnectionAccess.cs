using System.Linq.Expressions;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Members;

namespace BlinkSaaS.Web.Tenancy;

/// <summary>
/// The one rule of who may see, use and manage a connection, as <c>product.md</c> defines it: the filter of the database
/// context, the check of the pages and the sentence come from here.
/// </summary>
public static class ConnectionAccess
{
    /// <summary>See: the owner; everybody, when shared with the workspace; the members of a named team.</summary>
    public static Expression<Func<Connection, Guid, bool>> IsSeenBy { get; } = (c, user) =>
        c.OwnerId == user
        || c.Privacy == Privacy.Workspace
        || (c.Privacy == Privacy.Team && c.Teams.Any(t => t.Team!.Members.Any(m => m.UserId == user)));

    /// <summary><see cref="IsSeenBy"/> for the person that <paramref name="user"/> names whenever the filter runs.</summary>
    public static Expression<Func<Connection, bool>> SeenBy(Expression<Func<Guid>> user) =>
        Expression.Lambda<Func<Connection, bool>>(
            new Replacement(IsSeenBy.Parameters[1], user.Body).Visit(IsSeenBy.Body), IsSeenBy.Parameters[0]);

    /// <summary>Use (Pull now, export) what is seen: role Member or higher.</summary>
    public static bool MayUse(MemberRole role) => role <= MemberRole.Member;

    /// <summary>Manage (edit, swap token, privacy, delete) what is seen: its owner, and Owner or Admin of the workspace.</summary>
    public static bool MayManage(Guid user, MemberRole role, Guid owner) => user == owner || role <= MemberRole.Admin;

    /// <summary>Why something seen is not allowed, and who can.</summary>
    public static string WhoCanManage(string ownerName) =>
        $"Only {ownerName}, who added this connection, and the owners and admins of the workspace it is shared with can change it. Ask one of them.";

    /// <summary>Why something seen cannot be used, and who can.</summary>
    public const string WhoCanUse = "A Viewer reads. Ask an owner or admin of the workspace for the role Member to pull or export.";

    private sealed class Replacement(ParameterExpression parameter, Expression by) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == parameter ? by : node;
    }
}
