using System.Linq.Expressions;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Members;

namespace BlinkSaaS.Web.Tenancy;

/// <summary>
/// The one rule of who may see, use and manage a connection, as <c>product.md</c> defines it. From it come the filter of the
/// database context, the check of the pages and the sentence; the policies of the database say the same in SQL (migration
/// <c>Access</c>), and a property test holds the answers together.
/// </summary>
public static class ConnectionAccess
{
    /// <summary>Somebody who is not, or not any more, in the workspace sees nothing of it, not even what is their own.</summary>
    private static readonly Expression<Func<Connection, Guid, bool>> IsMember = (c, user) => c.Workspace!.Members.Any(m => m.UserId == user);

    /// <summary>Why a member sees a connection: each reason is a condition and the sentence for it.</summary>
    private static readonly Reason[] Reasons =
    [
        new((c, user) => c.OwnerId == user,
            (_, _, _) => "Owns this connection."),
        new((c, user) => c.Privacy == Privacy.Workspace,
            (c, _, words) => $"Is a member of {c.Workspace!.Name}, with which {Shared(c, c.PrivacySetById, c.PrivacySetAt, words)}."),
        new((c, user) => c.Privacy == Privacy.Team && c.Teams.Any(t => t.Team!.Members.Any(m => m.UserId == user)),
            (c, user, words) => $"Is a member of {Listed(TeamsOf(c, user).Select(t => $"team {t.Team!.Name}, with which {Shared(c, t.SharedById, t.SharedAt, words)}"), ", and of ")}."),
    ];

    /// <summary>See: a member of the workspace, for one of the <see cref="Reasons"/>.</summary>
    public static Expression<Func<Connection, Guid, bool>> IsSeenBy { get; } =
        Join(Expression.AndAlso, IsMember, Reasons.Select(reason => reason.Holds).Aggregate((a, b) => Join(Expression.OrElse, a, b)));

    private static readonly Func<Connection, Guid, bool> Sees = IsSeenBy.Compile();

    /// <summary><see cref="IsSeenBy"/> for the person that <paramref name="user"/> names whenever the filter runs.</summary>
    public static Expression<Func<Connection, bool>> SeenBy(Expression<Func<Guid>> user) =>
        Expression.Lambda<Func<Connection, bool>>(
            new Replacement(IsSeenBy.Parameters[1], user.Body).Visit(IsSeenBy.Body), IsSeenBy.Parameters[0]);

    /// <summary>Use (Pull now, export) what is seen: role Member or higher.</summary>
    public static bool MayUse(MemberRole role) => role <= MemberRole.Member;

    /// <summary>Manage (edit, swap token, privacy, delete) what is seen: its owner, and Owner or Admin of the workspace.</summary>
    public static bool MayManage(Guid user, MemberRole role, Guid owner) => user == owner || role <= MemberRole.Admin;

    /// <summary>All of it for one person, and why; the connection has its workspace with members, and its teams with theirs.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="user">The person.</param>
    /// <param name="words">How days are written and people called.</param>
    public static ConnectionAnswer Of(Connection connection, Guid user, AccessWords words)
    {
        if (!Sees(connection, user))
            return ConnectionAnswer.Nothing;
        var role = connection.Workspace!.Members.Single(m => m.UserId == user).Role;
        var manages = MayManage(user, role, connection.OwnerId);
        var why = Reasons.First(reason => reason.HoldsFor(connection, user)).Sentence(connection, user, words);
        var also = manages && user != connection.OwnerId ? $" As {(role == MemberRole.Owner ? "an Owner" : "an Admin")} of the workspace also manages it." : "";
        return new ConnectionAnswer(true, MayUse(role), manages, why + also);
    }

    /// <summary>Why something seen is not allowed, and who can.</summary>
    public static string WhoCanManage(string ownerName) =>
        $"Only {ownerName}, who added this connection, and the owners and admins of the workspace it is shared with can change it. Ask one of them.";

    /// <summary>Why something seen cannot be used, and who can.</summary>
    public const string WhoCanUse = "A Viewer reads. Ask an owner or admin of the workspace for the role Member to pull or export.";

    /// <summary>Who shared it and when, as the end of a sentence.</summary>
    private static string Shared(Connection connection, Guid? by, DateTimeOffset since, AccessWords words)
    {
        var day = words.Day(since);
        if (by is { } person && person == connection.OwnerId)
            return $"the owner shared it on {day}";
        return by is { } other && words.Names.TryGetValue(other, out var name) ? $"{name} shared it on {day}" : $"it was shared on {day}";
    }

    /// <summary>The teams through which a person sees a connection.</summary>
    private static IEnumerable<ConnectionTeam> TeamsOf(Connection connection, Guid user) =>
        connection.Teams.Where(t => t.Team!.Members.Any(m => m.UserId == user)).OrderBy(t => t.Team!.Name, StringComparer.CurrentCultureIgnoreCase);

    private static string Listed(IEnumerable<string> parts, string last) => parts.ToList() switch
    {
        [var one] => one,
        var many => $"{string.Join(", of ", many[..^1])}{last}{many[^1]}",
    };

    private static Expression<Func<Connection, Guid, bool>> Join(
        Func<Expression, Expression, BinaryExpression> how, Expression<Func<Connection, Guid, bool>> a, Expression<Func<Connection, Guid, bool>> b)
    {
        var body = new Replacement(b.Parameters[1], a.Parameters[1]).Visit(new Replacement(b.Parameters[0], a.Parameters[0]).Visit(b.Body));
        return Expression.Lambda<Func<Connection, Guid, bool>>(how(a.Body, body), a.Parameters);
    }

    private sealed record Reason(Expression<Func<Connection, Guid, bool>> Holds, Func<Connection, Guid, AccessWords, string> Sentence)
    {
        public Func<Connection, Guid, bool> HoldsFor { get; } = Holds.Compile();
    }

    private sealed class Replacement(ParameterExpression parameter, Expression by) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == parameter ? by : node;
    }
}

/// <summary>What a sentence needs beside the connection.</summary>
/// <param name="Day">How a day is written.</param>
/// <param name="Names">What those are called who shared something.</param>
public sealed record AccessWords(Func<DateTimeOffset, string> Day, IReadOnlyDictionary<Guid, string> Names);

/// <summary>What a person may do with a connection.</summary>
/// <param name="Sees">Opens it and reads its records.</param>
/// <param name="Uses">Pulls now, exports.</param>
/// <param name="Manages">Changes, shares and deletes it.</param>
/// <param name="Why">Why they see it; empty where they do not.</param>
public sealed record ConnectionAnswer(bool Sees, bool Uses, bool Manages, string Why)
{
    /// <summary>To them it is not there.</summary>
    public static readonly ConnectionAnswer Nothing = new(false, false, false, "");

    /// <summary>It in a word or two.</summary>
    public string May => this switch
    {
        { Manages: true } => "Manage",
        { Uses: true } => "Browse, pull and export",
        _ => "Browse",
    };
}
