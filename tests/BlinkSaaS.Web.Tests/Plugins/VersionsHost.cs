using System.Text.RegularExpressions;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Jobs;
using BlinkSaaS.Web.Tests.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace BlinkSaaS.Web.Tests.Plugins;

/// <summary>A host into which versions of one plugin are dropped, with the API that they read.</summary>
public sealed partial class VersionsHost : PluginsHost
{
    public const string Source = "steady";

    public TypedEndpoint Api { get; private set; } = null!;

    /// <summary>Drops a version and approves it.</summary>
    public async Task ApproveAsync(string version)
    {
        Drop("Steady" + version[0] + version[2], $"steady-{version}");
        var page = await WaitForAsync(seen => HashOf(seen, version) is not null);
        var browser = await OperatorAsync();
        await browser.SendAsync("/plugins", new() { ["key"] = Source, ["version"] = version, ["hash"] = HashOf(page, version)! }, "/plugins?handler=Approve");
        Assert.Contains("Active", (await browser.OpenAsync("/plugins")).Text, StringComparison.Ordinal);
    }

    /// <summary>Makes a connection through the page.</summary>
    public static async Task<string> ConnectAsync(Actor actor, string called, string region = "", params string[] streams)
    {
        var form = $"{actor.Connections}/new/{Source}";
        var fields = new Dictionary<string, string>
        {
            ["Draft"] = Draft().Match((await actor.OpenAsync(form)).Html).Groups[1].Value, ["Name"] = called, ["Privacy"] = "Workspace",
            ["Fields[token]"] = TypedEndpoint.Key, ["Fields[region]"] = region,
        };
        if (streams is [var one])
            (fields["Streams.Shown"], fields["Streams.Names"]) = ("true", one);
        var answer = await actor.PostAsync(form, fields);
        Assert.True(answer.Location?.Contains("created=", StringComparison.Ordinal) == true, answer.Text);
        return answer.Location!.Split("created=")[1];
    }

    /// <summary>Does what the job does every minute.</summary>
    public async Task MoveAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<MoveVersions>().RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Which version a connection is on, and why on no other.</summary>
    public async Task<(string? Version, string? Offered, VersionOffer? Offer)> StandAsync(string id)
    {
        var row = (await RowsAsync("SELECT plugin_version, offered_version, offer FROM connections WHERE public_id = $1", id))[0];
        return (row[0] as string, row[1] as string, row[2] is string offer ? Enum.Parse<VersionOffer>(offer) : null);
    }

    /// <summary>Which version read the records of the stream Items.</summary>
    public async Task<string?> ReadByAsync(string id)
    {
        var key = await KeyAsync(id);
        return (await RowsAsync(
            """
            SELECT string_agg(DISTINCT r.cells ->> 'by', ' ') FROM pulls.records r JOIN pulls.streams s USING (workspace_id, connection_id, stream_id)
            WHERE s.name = 'items' AND r.workspace_id = $1 AND r.connection_id = $2
            """, key.WorkspaceId, key.ConnectionId))[0][0] as string;
    }

    public Task<List<object?[]>> AuditAsync(string id) => RowsAsync("SELECT detail, actor_name FROM audit_entries WHERE target_id = $1 AND action = 'ConnectionChanged' ORDER BY at", id);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Api.DisposeAsync();
    }

    protected override async Task BeginAsync() => Api = await TypedEndpoint.StartAsync();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting($"Sources:{Source}:BaseAddress", Api.Address.ToString());
    }

    private static string? HashOf(PageAnswer page, string version) =>
        Regex.Match(page.Html, $"name=\"key\" value=\"{Source}\"[^\n]*name=\"version\" value=\"{Regex.Escape(version)}\"[^\n]*name=\"hash\" value=\"([0-9a-f]+)\"") is { Success: true } match
            ? match.Groups[1].Value : null;

    [GeneratedRegex("name=\"Draft\" value=\"([a-z0-9]{12})\"")]
    private static partial Regex Draft();
}
