using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Tests.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BlinkSaaS.Web.Tests.Tenancy;

/// <summary>
/// A private connection whose name and one of whose records are words that stand nowhere else, beside connections that others
/// see; with everything that the program logs.
/// </summary>
public sealed class CanaryStage : ConnectionHost
{
    public CapturedLogs Logs { get; } = new();

    /// <summary>In the name of the connection.</summary>
    public string Name { get; } = $"Canary{Guid.NewGuid():n}";

    /// <summary>In cells and body of a record.</summary>
    public string Record { get; } = $"Goldfinch{Guid.NewGuid():n}";

    public string Token => ClickUp.Tokens.Guest;

    public Actor Author { get; private set; } = null!;

    public string Id { get; private set; } = "";

    public Dictionary<string, Actor> Others { get; } = [];

    /// <summary>Identifiers of connections that everybody in the workspace sees.</summary>
    public List<string> Shared { get; } = [];

    protected override async Task PrepareAsync()
    {
        var place = await this.PlaceAsync();
        Author = await this.ActorAsync(place, MemberRole.Admin, inTeam: true, "The author");
        foreach (var (who, role, inTeam) in new[] { ("owner", MemberRole.Owner, true), ("admin", MemberRole.Admin, false), ("member", MemberRole.Member, true), ("viewer", MemberRole.Viewer, true) })
            Others[who] = await this.ActorAsync(place, role, inTeam, $"The {who}");
        Others["outsider"] = await this.ActorAsync(await this.PlaceAsync("Elsewhere"), MemberRole.Owner, true, "The outsider");

        Id = await Author.ConnectAsync(Name, Token, "Private");
        await PullAsync(Id);
        Shared.Add(await Author.ConnectAsync("For everybody", Token));
        Shared.Add(await Others["owner"].ConnectAsync("Of the owner", ClickUp.Tokens.Owner));
        foreach (var id in Shared)
            await PullAsync(id);
        await AddRecordAsync();

        // What an owner does with a connection of their own: each leaves a trace, and none for others.
        await Author.ChangeAsync(Id, "Token", new() { ["Fields[apiToken]"] = Token });
        await Author.PostAsync($"{Author.Page(Id)}?handler=Pause");
        await Author.PostAsync($"{Author.Page(Id)}?handler=Resume");
        await Author.PostAsync($"{Author.Page(Id)}?handler=Pull");
        await PullAsync(Id);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureServices(services => services.AddLogging(logging => logging.AddProvider(Logs).AddFilter<CapturedLogs>(null, LogLevel.Trace)));
    }

    private async Task AddRecordAsync()
    {
        var key = await KeyAsync(Id);
        await RowsAsync("""
            WITH s AS (SELECT stream_id FROM pulls.streams WHERE workspace_id = $1 AND connection_id = $2 AND name = 'tasks'),
            r AS (INSERT INTO pulls.records (workspace_id, connection_id, stream_id, ordinal, valid_from, key, hash, cells)
              SELECT $1, $2, stream_id, 1000000, now(), 'canary', gen_random_uuid(), jsonb_build_object('id', 'canary', 'name', $3::text) FROM s RETURNING *)
            INSERT INTO pulls.record_bodies (workspace_id, connection_id, stream_id, ordinal, valid_from, body)
              SELECT workspace_id, connection_id, stream_id, ordinal, valid_from, json_build_object('name', $3::text) FROM r RETURNING 1
            """, key.WorkspaceId, key.ConnectionId, Record);
    }
}
