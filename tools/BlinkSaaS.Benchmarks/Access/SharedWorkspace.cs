using System.Globalization;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Pulls;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Features.Teams;
using BlinkSaaS.Web.Features.Workspaces;
using Microsoft.AspNetCore.Identity;

namespace BlinkSaaS.Benchmarks.Access;

/// <summary>A workspace whose connections one person sees all, each for another reason.</summary>
/// <param name="Listing">Address of the connections page.</param>
/// <param name="Details">Address of a connection's own page.</param>
/// <param name="Name">A connection's name, which both pages show.</param>
internal sealed record SharedWorkspace(string Listing, string Details, string Name)
{
    public const int Connections = 24;
    public const int Members = 30;
    public const string Email = "reader@example.test";
    public const string Password = "only for measuring";

    /// <summary>Makes it as the administrator, with the pulls and streams that listings show.</summary>
    public static async Task<SharedWorkspace> MakeAsync(OwnDatabase database, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var context = AppDbContextFactory.Create(database.AdminConnection);
        var people = Enumerable.Range(0, Members).Select(i => Somebody(i == 0 ? Email : $"person{i}@example.test", now)).ToList();
        people[0].PasswordHash = new PasswordHasher<AppUser>().HashPassword(people[0], Password);
        context.AddRange(people);
        var workspace = new Workspace { Slug = "measured", Name = "Measured", CreatedAt = now };
        workspace.Members.AddRange(people.Select((p, i) => new Member { UserId = p.Id, Role = i == 1 ? MemberRole.Owner : MemberRole.Member, JoinedAt = now }));
        context.Add(workspace);
        await context.SaveChangesAsync(cancellationToken);
        var team = new Team { WorkspaceId = workspace.Id, Name = "Delivery", CreatedAt = now };
        team.Members.AddRange(people.Take(10).Select(p => new TeamMember { WorkspaceId = workspace.Id, UserId = p.Id, AddedAt = now }));
        context.Add(team);
        await context.SaveChangesAsync(cancellationToken);
        var connections = Enumerable.Range(0, Connections).Select(i => Connect(i, workspace, team, people, now)).ToList();
        context.AddRange(connections);
        await context.SaveChangesAsync(cancellationToken);
        foreach (var connection in connections)
            await PullAsync(database, new ConnectionKey(workspace.Id, connection.Id), cancellationToken);
        await database.ExecuteAsync("ANALYZE", cancellationToken);
        return new SharedWorkspace("/w/measured/connections", $"/w/measured/connections/clickup/{connections[2].PublicId}", connections[2].Name);
    }

    /// <summary>Row-level security on every table that has a policy, on or off.</summary>
    public static Task GuardAsync(OwnDatabase database, bool on, CancellationToken cancellationToken) => database.ExecuteAsync($"""
        DO $do$ DECLARE t record; BEGIN
          FOR t IN SELECT DISTINCT schemaname, tablename FROM pg_policies LOOP
            EXECUTE format('ALTER TABLE %I.%I {(on ? "ENABLE" : "DISABLE")} ROW LEVEL SECURITY', t.schemaname, t.tablename);
          END LOOP;
        END $do$
        """, cancellationToken);

    private static AppUser Somebody(string email, DateTimeOffset now) => new()
    {
        Id = Guid.NewGuid(), DisplayName = email, CreatedAt = now, Email = email, UserName = email, NormalizedEmail = email.ToUpperInvariant(),
        NormalizedUserName = email.ToUpperInvariant(), EmailConfirmed = true, SecurityStamp = Guid.NewGuid().ToString(),
    };

    private static Connection Connect(int i, Workspace workspace, Team team, List<AppUser> people, DateTimeOffset now)
    {
        var privacy = (Privacy)(i % 3);
        var name = string.Create(CultureInfo.InvariantCulture, $"Connection {i}");
        var connection = new Connection
        {
            WorkspaceId = workspace.Id, PublicId = RandomId.New(), SourceKey = "clickup", Name = name, NormalizedName = ConnectionNames.Normalize(name),
            OwnerId = people[privacy == Privacy.Private ? 0 : 1 + i % 9].Id, Privacy = privacy, PrivacySetAt = now, CreatedAt = now, Secrets = [], BudgetKey = name,
        };
        if (privacy == Privacy.Team)
            connection.Teams.Add(new ConnectionTeam { WorkspaceId = workspace.Id, TeamId = team.Id, SharedAt = now });
        return connection;
    }

    private static async Task PullAsync(OwnDatabase database, ConnectionKey key, CancellationToken cancellationToken)
    {
        await database.AddAsync(key, cancellationToken);
        await database.ExecuteAsync("""
            WITH done AS (UPDATE pulls.pulls SET state = 'done', started_at = now(), finished_at = now(), calls = 12, records_read = 900, new = 900 WHERE workspace_id = $1 AND connection_id = $2)
            INSERT INTO pulls.streams (workspace_id, connection_id, stream_id, name, title, description, position, columns, live, last_pulled_at)
            SELECT $1, $2, i, 'stream' || i, 'Stream ' || i, '', i, '[]', 100, now() FROM generate_series(1, 7) i
            """, cancellationToken, key.WorkspaceId, key.ConnectionId);
    }
}
