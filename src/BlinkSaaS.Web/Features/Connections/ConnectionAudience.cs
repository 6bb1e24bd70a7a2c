using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Features.Shared;
using BlinkSaaS.Web.Features.Teams;
using BlinkSaaS.Web.Features.Workspaces;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>Somebody in the workspace, and what they may do with a connection.</summary>
public sealed record AudiencePerson(Guid Id, string Name, MemberRole Role, ConnectionAnswer Answer);

/// <summary>Who sees a connection.</summary>
/// <param name="People">Those who see it: who manages it first, then by name.</param>
/// <param name="Others">How many members do not.</param>
public sealed record Audience(IReadOnlyList<AudiencePerson> People, int Others);

/// <summary>What a change of the privacy would do.</summary>
/// <param name="Gain">Who would see it and does not yet, with the reason they would have.</param>
/// <param name="Lose">Who sees it and would not any more, with the reason they have now.</param>
/// <param name="Keep">Who sees it now and would go on to.</param>
public sealed record AudienceChange(IReadOnlyList<AudiencePerson> Gain, IReadOnlyList<AudiencePerson> Lose, IReadOnlyList<AudiencePerson> Keep)
{
    /// <summary>How many would see it.</summary>
    public int After => Gain.Count + Keep.Count;
}

/// <summary>Asks <see cref="ConnectionAccess"/> about everybody in the workspace. The connection was found among those the person sees.</summary>
public sealed class ConnectionAudience(AppDbContext database, CurrentWorkspace workspace, PersonClock clock)
{
    /// <summary>Who sees it, and why.</summary>
    public async Task<Audience> OfAsync(Connection connection, CancellationToken cancellationToken)
    {
        var members = await MembersAsync(cancellationToken);
        var words = await WordsAsync([connection], cancellationToken);
        var people = Ask(await AsIfAsync(connection, members, connection.Privacy, Shared(connection), cancellationToken), members, words);
        return new Audience(
            [.. people.Where(p => p.Answer.Sees).OrderByDescending(p => p.Id == connection.OwnerId).ThenByDescending(p => p.Answer.Manages).ThenBy(p => p.Name, StringComparer.CurrentCultureIgnoreCase)],
            people.Count(p => !p.Answer.Sees));
    }

    /// <summary>What a choice would change.</summary>
    public async Task<AudienceChange> AfterAsync(Connection connection, PrivacyChoice choice, CancellationToken cancellationToken)
    {
        var (members, now) = (await MembersAsync(cancellationToken), clock.UtcNow);
        var shared = Shared(connection);
        var words = await WordsAsync([connection], cancellationToken);
        var before = Ask(await AsIfAsync(connection, members, connection.Privacy, shared, cancellationToken), members, words);
        var chosen = choice.Teams.ToDictionary(team => team, team => shared.GetValueOrDefault(team, (now, workspace.UserId)));
        var after = Ask(await AsIfAsync(connection, members, choice.Privacy, chosen, cancellationToken), members, words);
        var both = before.Zip(after).ToList();
        return new AudienceChange(
            [.. both.Where(p => !p.First.Answer.Sees && p.Second.Answer.Sees).Select(p => p.Second)],
            [.. both.Where(p => p.First.Answer.Sees && !p.Second.Answer.Sees).Select(p => p.First)],
            [.. both.Where(p => p.First.Answer.Sees && p.Second.Answer.Sees).Select(p => p.Second)]);
    }

    /// <summary>What the person of the request may do with connections that they see, and why.</summary>
    public async Task<IReadOnlyList<(Connection Connection, ConnectionAnswer Answer)>> MineAsync(IReadOnlyList<Connection> seen, CancellationToken cancellationToken)
    {
        var me = new Member { WorkspaceId = workspace.Id, UserId = workspace.UserId, Role = workspace.Role };
        var teams = (await database.TeamMembers.Where(t => t.UserId == me.UserId).Select(t => t.TeamId).ToListAsync(cancellationToken)).ToHashSet();
        var words = await WordsAsync(seen, cancellationToken);
        return [.. seen.Select(c =>
        {
            var asked = Copy(c, [me], c.Privacy);
            asked.Teams.AddRange(c.Teams.Select(t => Share(t.TeamId, t.Team?.Name ?? "", (t.SharedAt, t.SharedById), teams.Contains(t.TeamId) ? [me.UserId] : [])));
            return (c, ConnectionAccess.Of(asked, me.UserId, words));
        })];
    }

    private static List<AudiencePerson> Ask(Connection connection, List<Member> members, AccessWords words) =>
        [.. members.Select(m => new AudiencePerson(m.UserId, m.User!.DisplayName, m.Role, ConnectionAccess.Of(connection, m.UserId, words)))];

    /// <summary>Whoever shared something may have left by now; whoever asks may be about to share.</summary>
    private async Task<AccessWords> WordsAsync(IEnumerable<Connection> connections, CancellationToken cancellationToken)
    {
        var sharers = connections.SelectMany(c => c.Teams.Select(t => t.SharedById).Append(c.PrivacySetById)).OfType<Guid>().Append(workspace.UserId).Distinct().ToList();
        return new AccessWords(Day, await database.Users.Where(u => sharers.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken));
    }

    private string Day(DateTimeOffset moment) => Format.Date(clock.Local(moment), clock.Now);

    private static Dictionary<int, (DateTimeOffset At, Guid? By)> Shared(Connection connection) => connection.Teams.ToDictionary(t => t.TeamId, t => (t.SharedAt, t.SharedById));

    private Task<List<Member>> MembersAsync(CancellationToken cancellationToken) =>
        database.Members.AsNoTracking().Include(m => m.User).OrderBy(m => m.User!.DisplayName).ToListAsync(cancellationToken);

    /// <summary>The connection as it would be, apart from what the context tracks: nothing of it can be saved.</summary>
    private async Task<Connection> AsIfAsync(Connection connection, List<Member> members, Privacy privacy, Dictionary<int, (DateTimeOffset At, Guid? By)> teams, CancellationToken cancellationToken)
    {
        var asked = Copy(connection, members, privacy);
        if (privacy != connection.Privacy)
            (asked.PrivacySetAt, asked.PrivacySetById) = (clock.UtcNow, workspace.UserId);
        var people = await database.Teams.Where(t => teams.Keys.Contains(t.Id))
            .Select(t => new { t.Id, t.Name, Members = t.Members.Select(m => m.UserId).ToList() }).ToListAsync(cancellationToken);
        asked.Teams.AddRange(people.Select(t => Share(t.Id, t.Name, teams[t.Id], t.Members)));
        return asked;
    }

    private Connection Copy(Connection connection, IEnumerable<Member> members, Privacy privacy)
    {
        var place = new Workspace { Id = workspace.Id, Slug = workspace.Slug, Name = workspace.Name };
        place.Members.AddRange(members);
        return new Connection
        {
            WorkspaceId = workspace.Id, Workspace = place, PublicId = connection.PublicId, SourceKey = connection.SourceKey, Name = connection.Name, NormalizedName = "",
            OwnerId = connection.OwnerId, Privacy = privacy, PrivacySetAt = connection.PrivacySetAt, PrivacySetById = connection.PrivacySetById, Secrets = [], BudgetKey = "",
        };
    }

    private ConnectionTeam Share(int id, string name, (DateTimeOffset At, Guid? By) shared, IEnumerable<Guid> people)
    {
        var team = new Team { WorkspaceId = workspace.Id, Id = id, Name = name };
        team.Members.AddRange(people.Select(user => new TeamMember { WorkspaceId = workspace.Id, TeamId = id, UserId = user }));
        return new ConnectionTeam { WorkspaceId = workspace.Id, TeamId = id, Team = team, SharedAt = shared.At, SharedById = shared.By };
    }
}
