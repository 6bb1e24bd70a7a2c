using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Hosting.Database;
using BlinkSaaS.Web.Tenancy;
using BlinkSaaS.Web.Tests.Account;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BlinkSaaS.Web.Tests.Data;

/// <summary>A workspace with people, connections and what was pulled of them.</summary>
internal sealed class StoredData : IAsyncDisposable
{
    private readonly AsyncServiceScope _scope;
    private readonly AppDbContext _database;

    private StoredData(WebHost host, Browser owner)
    {
        (Host, Owner) = (host, owner);
        _scope = host.Services.CreateAsyncScope();
        _database = _scope.ServiceProvider.GetRequiredService<AppDbContext>();
    }

    public WebHost Host { get; }

    /// <summary>The first Owner.</summary>
    public Browser Owner { get; }

    public Guid OwnerId { get; private set; }

    public long WorkspaceId { get; private set; }

    /// <summary>Begin of every address.</summary>
    public string Root { get; private set; } = "";

    public NpgsqlDataSource Engine => Host.Services.GetRequiredKeyedService<NpgsqlDataSource>(DatabaseConnections.EngineKey);

    public static async Task<StoredData> NewAsync(WebHost host)
    {
        var (browser, email) = await host.JoinAsync();
        var made = new StoredData(host, browser);
        made.OwnerId = await made.IdOfAsync(email);
        var workspace = await made._database.Members.IgnoreQueryFilters().Where(m => m.UserId == made.OwnerId).Select(m => m.Workspace!).SingleAsync();
        (made.WorkspaceId, made.Root) = (workspace.Id, $"/w/{workspace.Slug}");
        return made;
    }

    /// <summary>Somebody who joined the workspace.</summary>
    public async Task<(Browser Browser, Guid Id)> ColleagueAsync(MemberRole role)
    {
        var (browser, email) = await Host.JoinAsync();
        var id = await IdOfAsync(email);
        _database.Add(new Member { WorkspaceId = WorkspaceId, UserId = id, Role = role, JoinedAt = DateTimeOffset.UnixEpoch });
        await _database.SaveChangesAsync();
        return (browser, id);
    }

    public async Task<Connection> ConnectAsync(string name, Privacy privacy, Guid? owner = null, int? team = null)
    {
        var connection = new Connection
        {
            WorkspaceId = WorkspaceId, PublicId = RandomId.New(), SourceKey = "clickup", Name = name, NormalizedName = ConnectionNames.Normalize(name),
            OwnerId = owner ?? OwnerId, Privacy = privacy, Secrets = [], BudgetKey = name,
        };
        if (team is { } id)
            connection.Teams.Add(new ConnectionTeam { WorkspaceId = WorkspaceId, TeamId = id });
        _scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(WorkspaceId, connection.OwnerId);
        _database.Add(connection);
        await _database.SaveChangesAsync();
        return connection;
    }

    /// <summary>Shares a connection with one more team.</summary>
    public Task ShareAsync(Connection connection, int team)
    {
        _database.Add(new ConnectionTeam { WorkspaceId = WorkspaceId, ConnectionId = connection.Id, TeamId = team });
        return _database.SaveChangesAsync();
    }

    /// <summary>Address of the stream that <see cref="StoreAsync"/> fills.</summary>
    public string Tasks(Connection connection) => $"{Root}/data/{connection.PublicId}/tasks";

    /// <summary>Fills the stream "tasks": key and cells; the raw object is cells with a word of its own.</summary>
    public async Task StoreAsync(Connection connection, params IReadOnlyList<(string Key, string Cells)> records)
    {
        const string Columns =
            """[{"name":"name","title":"Name","type":"Text"},{"name":"points","title":"Points","type":"Integer"},{"name":"updated","title":"Updated","type":"Timestamp"},{"name":"open","title":"Open","type":"Boolean"}]""";
        await RunAsync(
            "INSERT INTO pulls.schedules (workspace_id, connection_id, interval_seconds) VALUES ($1, $2, 3600)", WorkspaceId, connection.Id);
        await RunAsync(
            "INSERT INTO pulls.streams (workspace_id, connection_id, stream_id, name, title, description, position, columns, live, last_pulled_at) VALUES ($1, $2, 1, 'tasks', 'Tasks', '', 1, $3::jsonb, $4, now())",
            WorkspaceId, connection.Id, Columns, (long)records.Count);
        for (var i = 0; i < records.Count; i++)
        {
            await RunAsync(
                """
                WITH r AS (INSERT INTO pulls.records (workspace_id, connection_id, stream_id, ordinal, valid_from, key, hash, cells)
                  VALUES ($1, $2, 1, $3, now(), $4, gen_random_uuid(), $5::jsonb) RETURNING *)
                INSERT INTO pulls.record_bodies SELECT workspace_id, connection_id, stream_id, ordinal, valid_from, $6::json FROM r
                """,
                WorkspaceId, connection.Id, i + 1, records[i].Key, records[i].Cells, $$"""{"raw":  {{records[i].Cells}}}""");
        }
    }

    public async Task RunAsync(string statement, params IReadOnlyList<object> values)
    {
#pragma warning disable CA2100 // Statements of the tests.
        await using var command = Engine.CreateCommand(statement);
#pragma warning restore CA2100
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync() => await _scope.DisposeAsync();

    public Task<string> EmailAsync(Guid user) => _database.Users.Where(u => u.Id == user).Select(u => u.Email!).SingleAsync();

    private Task<Guid> IdOfAsync(string email) => _database.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync();
}
