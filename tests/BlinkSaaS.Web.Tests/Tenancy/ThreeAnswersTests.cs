using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Features.Teams;
using BlinkSaaS.Web.Features.Workspaces;
using BlinkSaaS.Web.Tenancy;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BlinkSaaS.Web.Tests.Tenancy;

/// <summary>The filter of the context, the policies of the database and the sentence give one answer, in worlds nobody thought up.</summary>
public sealed class ThreeAnswersTests(TestDatabase.TestDatabase database) : IClassFixture<TestDatabase.TestDatabase>
{
    private const int Worlds = 320;
    private const int People = 6;
    private const int Connections = 6;

    /// <param name="Roles">Of each person; null: not in the workspace.</param>
    /// <param name="Teams">Of each team, who is in it.</param>
    /// <param name="Connections">The connections; their owners may have left.</param>
    private sealed record World(MemberRole?[] Roles, bool[][] Teams, Plan[] Connections);

    /// <param name="Owner">Which person.</param>
    /// <param name="Privacy">The privacy.</param>
    /// <param name="Teams">Which teams are named; they count for one privacy only.</param>
    /// <param name="Deleted">Whether it is deleted.</param>
    private sealed record Plan(int Owner, Privacy Privacy, bool[] Teams, bool Deleted);

    private static readonly Gen<Plan> GenPlan = Gen.Select(Gen.Int[0, People - 1], Gen.Int[0, 2], Gen.Bool.Array[3], Gen.Int[0, 7], (owner, privacy, teams, deleted) => new Plan(owner, (Privacy)privacy, teams, deleted == 0));

    private static readonly Gen<World> GenWorld = Gen.Select(
        Gen.Int[-2, 3].Array[People], Gen.Bool.Array[People].Array[3], GenPlan.Array[Connections],
        (roles, teams, plans) => new World([.. roles.Select(role => role < 0 ? (MemberRole?)null : (MemberRole)role)], teams, plans));

    [Fact]
    public async Task Filter_policies_and_sentence_agree()
    {
        var people = await PeopleAsync();
        await using var web = NpgsqlDataSource.Create(database.Connections.Web);
        var (pairs, seen) = (0, 0);
        await GenWorld.SampleAsync(async world =>
        {
            var connections = await StoreAsync(world, people);
            for (var i = 0; i < People; i++)
            {
                var sentence = connections.Where((c, n) => !world.Connections[n].Deleted && ConnectionAccess.Of(c, people[i], Words).Sees).Select(c => c.Id).Order().ToArray();
                var manages = connections.Where((c, n) => !world.Connections[n].Deleted && ConnectionAccess.Of(c, people[i], Words).Manages).Select(c => c.Id).Order().ToArray();
                Assert.Equal(sentence, await FilteredAsync(connections[0].WorkspaceId, people[i]));
                var policies = await PoliciesAsync(web, connections[0].WorkspaceId, people[i], [.. connections.Select(c => c.Id)]);
                Assert.All(policies.Seen, answer => Assert.Equal(sentence, answer));
                Assert.Equal(manages, policies.Managed);
                pairs += connections.Count;
                seen += sentence.Length;
            }
        }, iter: Worlds, threads: 1);

        Assert.True(pairs >= 10_000, $"Only {pairs} pairs of person and connection were compared.");
        Assert.InRange(seen, pairs / 10, pairs * 9 / 10); // worlds in which all or nothing is seen would prove little
    }

    [Fact]
    public void Every_reason_has_its_sentence()
    {
        var (mara, ben, cleo, day) = (Guid.NewGuid(), Guid.NewGuid(), Cleo, new DateTimeOffset(2026, 5, 3, 12, 0, 0, TimeSpan.Zero));
        var acme = new Workspace { Slug = "acme", Name = "Acme Studio" };
        acme.Members.AddRange([new() { UserId = mara, Role = MemberRole.Member }, new() { UserId = ben, Role = MemberRole.Viewer }, new() { UserId = cleo, Role = MemberRole.Admin }]);
        var connection = Make(acme, mara, Privacy.Workspace, day);
        connection.PrivacySetById = mara;
        Assert.Equal(new ConnectionAnswer(true, true, true, "Owns this connection."), ConnectionAccess.Of(connection, mara, Words));
        Assert.Equal(new ConnectionAnswer(true, false, false, "Is a member of Acme Studio, with which the owner shared it on 3 May."), ConnectionAccess.Of(connection, ben, Words));
        Assert.Equal("Is a member of Acme Studio, with which the owner shared it on 3 May. As an Admin of the workspace also manages it.", ConnectionAccess.Of(connection, cleo, Words).Why);

        connection.Privacy = Privacy.Team;
        foreach (var (name, since, by) in new[] { ("Design", day, mara), ("Art", day.AddDays(1), cleo), ("Film", day.AddDays(2), Guid.NewGuid()) })
        {
            var team = new Team { Name = name };
            team.Members.Add(new TeamMember { UserId = ben });
            connection.Teams.Add(new ConnectionTeam { Team = team, SharedAt = since, SharedById = by });
        }

        Assert.Equal(
            "Is a member of team Art, with which Cleo Hart shared it on 4 May, of team Design, with which the owner shared it on 3 May, and of team Film, with which it was shared on 5 May.", ConnectionAccess.Of(connection, ben, Words).Why);
        Assert.Equal(ConnectionAnswer.Nothing, ConnectionAccess.Of(connection, cleo, Words));
        connection.Privacy = Privacy.Private;
        Assert.Equal(ConnectionAnswer.Nothing, ConnectionAccess.Of(connection, ben, Words));
    }

    private static readonly Guid Cleo = Guid.NewGuid();

    private static AccessWords Words { get; } = new(Day, new Dictionary<Guid, string> { [Cleo] = "Cleo Hart" });

    private static string Day(DateTimeOffset moment) => moment.ToString("d MMM", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<Guid[]> PeopleAsync()
    {
        await using var owner = AppDbContextFactory.Create(database.Connections.Owner);
        var people = Enumerable.Range(0, People).Select(_ => new AppUser { Id = Guid.NewGuid(), DisplayName = "Somebody" }).ToArray();
        owner.AddRange(people);
        await owner.SaveChangesAsync(TestContext.Current.CancellationToken);
        return [.. people.Select(p => p.Id)];
    }

    private static Connection Make(Workspace workspace, Guid owner, Privacy privacy, DateTimeOffset now) => new()
    {
        Workspace = workspace, PublicId = RandomId.New(), SourceKey = "clickup", Name = "A", NormalizedName = Guid.NewGuid().ToString(), OwnerId = owner, Privacy = privacy,
        PrivacySetAt = now, Secrets = [], BudgetKey = "b",
    };

    /// <summary>Writes the world as the owner of the tables, whom no policy holds, and gives its connections.</summary>
    private async Task<List<Connection>> StoreAsync(World world, Guid[] people)
    {
        await using var owner = AppDbContextFactory.Create(database.Connections.Owner);
        var now = TimeProvider.System.GetUtcNow();
        var workspace = new Workspace { Slug = $"w-{Guid.NewGuid():n}", Name = "World" };
        for (var i = 0; i < People; i++)
        {
            if (world.Roles[i] is { } role)
                workspace.Members.Add(new Member { UserId = people[i], Role = role, JoinedAt = now });
        }

        owner.Add(workspace);
        await owner.SaveChangesAsync(TestContext.Current.CancellationToken);
        var teams = world.Teams.Select((members, n) =>
        {
            var team = new Team { WorkspaceId = workspace.Id, Name = $"Team {n}" };
            team.Members.AddRange(people.Where((_, i) => members[i] && world.Roles[i] is not null).Select(user => new TeamMember { WorkspaceId = workspace.Id, UserId = user, AddedAt = now }));
            return team;
        }).ToList();
        owner.AddRange(teams);
        await owner.SaveChangesAsync(TestContext.Current.CancellationToken);
        var connections = world.Connections.Select(plan =>
        {
            var connection = Make(workspace, people[plan.Owner], plan.Privacy, now);
            connection.DeletedAt = plan.Deleted ? now : null;
            connection.Teams.AddRange(teams.Where((_, n) => plan.Teams[n]).Select(team => new ConnectionTeam { WorkspaceId = workspace.Id, TeamId = team.Id, Team = team, SharedAt = now }));
            return connection;
        }).ToList();
        owner.AddRange(connections);
        await owner.SaveChangesAsync(TestContext.Current.CancellationToken);
        return connections;
    }

    /// <summary>By the filter alone: as the owner of the tables.</summary>
    private async Task<int[]> FilteredAsync(long workspace, Guid person)
    {
        var scope = new TenantScope();
        scope.Enter(workspace, person);
        var options = new DbContextOptionsBuilder<AppDbContext>().UseNpgsql(database.Connections.Owner).UseSnakeCaseNamingConvention();
        await using var context = new AppDbContext(options.Options, scope);
        return await context.Connections.OrderBy(c => c.Id).Select(c => c.Id).ToArrayAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>By the policies alone: the policy of the connections, the list and the single one that the engine's policies ask, and the right to manage.</summary>
    private static async Task<(int[][] Seen, int[] Managed)> PoliciesAsync(NpgsqlDataSource web, long workspace, Guid person, int[] ids)
    {
        await using var connection = await web.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        Add("SELECT set_config('app.workspace', $1, true), set_config('app.user', $2, true)", workspace.ToString(System.Globalization.CultureInfo.InvariantCulture), person.ToString());
        Add("SELECT array(SELECT id FROM connections ORDER BY id)");
        Add("SELECT array(SELECT pulls.visible_connections() ORDER BY 1)");
        Add("SELECT array(SELECT one FROM (SELECT set_config('app.connection', id::text, true), pulls.connection_if_visible() AS one FROM unnest($1) id OFFSET 0) asked WHERE one IS NOT NULL ORDER BY one)", ids);
        Add("SELECT array(SELECT id FROM (SELECT id, let_go(id) AS may, set_config('app.letting_go', '', true) FROM unnest($1) id OFFSET 0) asked WHERE may ORDER BY id)", ids);
        var answers = new List<int[]>();
        await using (var reader = await batch.ExecuteReaderAsync(TestContext.Current.CancellationToken))
        {
            while (await reader.NextResultAsync(TestContext.Current.CancellationToken))
            {
                await reader.ReadAsync(TestContext.Current.CancellationToken);
                answers.Add(reader.GetFieldValue<int[]>(0));
            }
        }

        return ([.. answers.Take(3)], answers[3]);

        void Add(string sql, params object[] values)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in values)
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            batch.BatchCommands.Add(command);
        }
    }
}
