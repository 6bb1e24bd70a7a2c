using BlinkSaaS.Pulls;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Features.Teams;
using BlinkSaaS.Web.Features.Workspaces;
using BlinkSaaS.Web.Jobs;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace BlinkSaaS.Web.Features.Demo;

/// <summary>The demo workspace: people, a team, ClickUp connections of each privacy. Made once, in one transaction.</summary>
public sealed class DemoWorld(
    AppDbContext database, DemoState state, IPasswordHasher<AppUser> hasher, ConnectionSecrets secrets, CheckCredentials check, PullJobs jobs, DemoHistory history, TenantScope scope, TimeProvider clock)
{
    private const string Slug = "acme-studio-demo";

    private sealed record Person(string Address, string Name, MemberRole? Role);

    private sealed record Plan(string Name, string Owner, Privacy Privacy, string Team, string Token);

    private static readonly Person[] People =
    [
        new(DemoState.Person, "Mara Quill", MemberRole.Owner),
        new($"jonas@{DemoState.Domain}", "Jonas Reed", MemberRole.Admin),
        new($"priya@{DemoState.Domain}", "Priya Vale", MemberRole.Member),
        new($"lena@{DemoState.Domain}", "Lena Frost", MemberRole.Viewer),
        new(DemoHistory.Leaver, "Ira Holt", null),
        new(DemoState.Operator, "Otto Lind", null),
    ];

    private static readonly (string Name, string[] Members)[] Teams =
    [
        ("Delivery", [DemoState.Person, $"jonas@{DemoState.Domain}", $"priya@{DemoState.Domain}"]),
        ("Design", [DemoState.Person, $"lena@{DemoState.Domain}"]),
    ];

    private static readonly Plan[] Connections =
    [
        new("Client work", DemoState.Person, Privacy.Team, "Delivery", "owner"),
        new("Agency operations", $"jonas@{DemoState.Domain}", Privacy.Workspace, "", "member"),
        new("My tasks", DemoState.Person, Privacy.Private, "", "guest"),
        new("Archive 2019 to 2023", $"priya@{DemoState.Domain}", Privacy.Workspace, "", "revoked"),
        new("Notes of Jonas", $"jonas@{DemoState.Domain}", Privacy.Private, "", "guest"),
    ];

    /// <summary>Makes what is missing and opens the accounts.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        // Hosts that start together on one database take turns.
        await database.Database.OpenConnectionAsync(cancellationToken);
        await database.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock(hashtext('demo'))", cancellationToken);
        try
        {
            await EnsureAloneAsync(cancellationToken);
        }
        finally
        {
            await database.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock(hashtext('demo'))", CancellationToken.None);
            await database.Database.CloseConnectionAsync();
        }
    }

    private async Task EnsureAloneAsync(CancellationToken cancellationToken)
    {
        var people = await PeopleAsync(cancellationToken);
        if (await database.Workspaces.AnyAsync(w => w.Slug == Slug, cancellationToken))
            return;
        var checks = await CheckAsync(cancellationToken);
        var added = new List<Connection>();
        await using (var transaction = await database.Database.BeginTransactionAsync(cancellationToken))
        {
            var workspace = await WorkspaceAsync(people, cancellationToken);
            foreach (var plan in Connections.Where(c => checks.ContainsKey(c.Token)))
                added.Add(await AddAsync(plan, workspace, people, checks[plan.Token], (NpgsqlTransaction)transaction.GetDbTransaction(), cancellationToken));
            await transaction.CommitAsync(cancellationToken);
        }

        foreach (var connection in added)
            jobs.Start(VisibleConnections.KeyOf(connection));
    }

    private async Task<Dictionary<string, AppUser>> PeopleAsync(CancellationToken cancellationToken)
    {
        var known = await database.Users.Where(u => u.IsDemo).ToDictionaryAsync(u => u.Email!, cancellationToken);
        foreach (var person in People)
        {
            if (!known.TryGetValue(person.Address, out var user))
            {
                user = new AppUser
                {
                    Id = Guid.NewGuid(), DisplayName = person.Name, IsDemo = true, CreatedAt = clock.GetUtcNow(), EmailConfirmed = true, LockoutEnabled = true,
                    Email = person.Address, UserName = person.Address, NormalizedEmail = person.Address.ToUpperInvariant(), NormalizedUserName = person.Address.ToUpperInvariant(),
                    SecurityStamp = Guid.NewGuid().ToString(),
                };
                database.Add(user);
                known[person.Address] = user;
            }

            user.LockoutEnd = null;
            if (user.PasswordHash is null || hasher.VerifyHashedPassword(user, user.PasswordHash, state.Password) == PasswordVerificationResult.Failed)
                user.PasswordHash = hasher.HashPassword(user, state.Password);
        }

        await database.SaveChangesAsync(cancellationToken);
        return known;
    }

    private async Task<Workspace> WorkspaceAsync(Dictionary<string, AppUser> people, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var workspace = new Workspace { Slug = Slug, Name = "Acme Studio", CreatedAt = now, IsDemo = true };
        workspace.Members.AddRange(People.Where(p => p.Role is not null).Select(p => new Member { UserId = people[p.Address].Id, Role = p.Role!.Value, JoinedAt = now }));
        database.Add(workspace);
        await database.SaveChangesAsync(cancellationToken);
        var teams = new List<Team>();
        foreach (var (name, members) in Teams)
        {
            var team = new Team { WorkspaceId = workspace.Id, Name = name, CreatedAt = now };
            team.Members.AddRange(members.Select(m => new TeamMember { WorkspaceId = workspace.Id, UserId = people[m].Id, AddedAt = now, IsLead = m == members[0] }));
            database.Add(team);
            teams.Add(team);
        }

        await database.SaveChangesAsync(cancellationToken);
        scope.Enter(workspace.Id, people[DemoState.Person].Id);
        await DatabaseScope.TellAsync(database, cancellationToken);
        history.Add(workspace, people[DemoState.Person], people[$"jonas@{DemoState.Domain}"], people[DemoHistory.Leaver], teams);
        await database.SaveChangesAsync(cancellationToken);
        return workspace;
    }

    /// <summary>Asks the simulator whose each token is, as Test connection does; a rejected one has no answer.</summary>
    private async Task<Dictionary<string, CheckResult?>> CheckAsync(CancellationToken cancellationToken)
    {
        var checks = new Dictionary<string, CheckResult?>(StringComparer.Ordinal);
        foreach (var (name, token) in state.Tokens)
        {
            var outcome = await check.RunAsync("clickup", Input(token), cancellationToken);
            checks[name] = (outcome as CheckOutcome.Ok)?.Result;
        }

        return checks;
    }

    private static CredentialInput Input(string token) => new(new Dictionary<string, string>(), new Dictionary<string, string> { ["apiToken"] = token });

    private async Task<Connection> AddAsync(
        Plan plan, Workspace workspace, Dictionary<string, AppUser> people, CheckResult? result, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var id = RandomId.New();
        var input = Input(state.Tokens[plan.Token]);
        var connection = new Connection
        {
            WorkspaceId = workspace.Id, PublicId = id, SourceKey = "clickup", Name = plan.Name, NormalizedName = ConnectionNames.Normalize(plan.Name),
            OwnerId = people[plan.Owner].Id, Privacy = plan.Privacy, PrivacySetAt = now, PrivacySetById = people[plan.Owner].Id, CreatedAt = now, Account = result?.Account,
            Secrets = secrets.Protect(id, input.Secrets), SecretHint = ConnectionSecrets.Hint(input.Secrets), BudgetKey = secrets.BudgetKey("clickup", input.Secrets),
        };
        if (plan.Privacy == Privacy.Team)
        {
            var team = await database.Teams.IgnoreQueryFilters().SingleAsync(t => t.WorkspaceId == workspace.Id && t.Name == plan.Team, cancellationToken);
            connection.Teams.Add(new ConnectionTeam { WorkspaceId = workspace.Id, TeamId = team.Id, SharedAt = now, SharedById = people[plan.Owner].Id });
        }

        if (plan.Name == DemoHistory.HandedOver)
            history.HandOver(connection, people[DemoHistory.Leaver]);
        // Each is added by its owner.
        scope.Enter(workspace.Id, connection.OwnerId);
        await DatabaseScope.TellAsync(database, cancellationToken);
        database.Add(connection);
        await database.SaveChangesAsync(cancellationToken);
        var (open, key) = ((NpgsqlConnection)database.Database.GetDbConnection(), VisibleConnections.KeyOf(connection));
        await PullSchedule.AddAsync(open, transaction, key, AddConnection.DefaultInterval, connection.OwnerId, cancellationToken);
        if (result?.EstimatedCalls is { } calls)
            await FirstPullEstimate.KeepAsync(open, transaction, key, calls, cancellationToken);
        return connection;
    }
}
