using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;

namespace BlinkSaaS.Web.Tests.Connections;

/// <summary>What a source is asked for, changed after the fact: the address that was typed, the mapping, the key.</summary>
public sealed partial class ChangeCredentialsTests(ChangeCredentialsTests.Stage stage) : IClassFixture<ChangeCredentialsTests.Stage>
{
    [Fact]
    public async Task The_page_shows_what_was_typed_but_no_secret()
    {
        var (actor, id) = await ConnectedAsync();
        var page = await actor.OpenAsync(Settings(actor, id));

        Assert.Contains($"value=\"{stage.Endpoint.Address}simple\"", page.Html, StringComparison.Ordinal);
        Assert.Contains("Leave it empty to keep the present one.", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(TypedEndpoint.Key, page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_key_nothing_is_sent_to_another_address()
    {
        var (actor, id) = await ConnectedAsync();
        var page = await ChangeAsync(actor, id, "elsewhere", []);

        Assert.Contains("Enter the API Key again: it is not sent to another address", page.Text, StringComparison.Ordinal);
        Assert.Contains("elsewhere\"", page.Html, StringComparison.Ordinal); // what was typed is kept
        Assert.DoesNotContain(stage.Endpoint.Calls, call => call.Path == "/elsewhere");
        Assert.EndsWith("simple", await SettingAsync(id, "endpoint"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mapping_that_does_not_fit_changes_nothing()
    {
        var (actor, id) = await ConnectedAsync();
        var page = await ChangeAsync(actor, id, "simple", new() { ["Fields[rowsPath]"] = "data.items" });

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("data.items", page.Text, StringComparison.Ordinal);
        Assert.Null(await SettingAsync(id, "rowsPath"));
    }

    [Fact]
    public async Task Another_mapping_is_tested_with_the_key_that_is_there_and_everything_is_read_anew()
    {
        var (actor, id) = await ConnectedAsync();
        await stage.PullAsync(id);
        Assert.Equal(["a"], await KeysAsync(id));

        var wrong = await ChangeAsync(actor, id, "simple", new() { ["Fields[keyField]"] = "no_such_field" });
        Assert.Equal(HttpStatusCode.OK, wrong.Status);
        var right = await ChangeAsync(actor, id, "simple", new() { ["Fields[keyField]"] = "value" });
        Assert.Equal(HttpStatusCode.Redirect, right.Status);
        Assert.Contains("Saved. Everything is read anew.", (await actor.OpenAsync(Settings(actor, id))).Text, StringComparison.Ordinal);

        await PullTwiceAsync(actor, id);
        Assert.Equal(["1"], await KeysAsync(id));
        Assert.Equal(1, await stage.ValueAsync<long>("SELECT count(*) FROM audit_entries WHERE detail = 'What its source is asked for' AND target_name = 'Orders' AND workspace_id = $1", actor.Place.Id));
    }

    [Fact]
    public async Task With_the_key_another_address_is_read()
    {
        var (actor, id) = await ConnectedAsync();
        await stage.PullAsync(id);
        var answer = await ChangeAsync(actor, id, "mapped", new() { ["Fields[rowsPath]"] = "data", ["Fields[keyField]"] = "id", ["Fields[apiKey]"] = TypedEndpoint.Key });

        Assert.True(answer.Status == HttpStatusCode.Redirect, answer.Text);
        await PullTwiceAsync(actor, id);
        Assert.Equal(["7", "8"], await KeysAsync(id));
    }

    [Fact]
    public async Task A_key_that_is_not_accepted_leaves_the_old_one()
    {
        var (actor, id) = await ConnectedAsync();
        var page = await ChangeAsync(actor, id, "simple", new() { ["Fields[apiKey]"] = "not the key of anybody" });

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("The endpoint refuses the API Key", page.Text, StringComparison.Ordinal);
        await stage.PullAsync(id);
        Assert.Equal(["a"], await KeysAsync(id));
    }

    private static string Settings(Actor actor, string id) => $"{actor.Connections}/custom/{id}/settings";

    private Task<PageAnswer> ChangeAsync(Actor actor, string id, string path, Dictionary<string, string> fields) =>
        actor.Browser.SendAsync(Settings(actor, id), new(fields) { ["Fields[endpoint]"] = $"{stage.Endpoint.Address}{path}" }, $"{Settings(actor, id)}?handler=Token");

    private async Task<(Actor Actor, string Id)> ConnectedAsync()
    {
        var actor = await stage.ActorAsync(await stage.PlaceAsync());
        var form = $"{actor.Connections}/new/custom";
        var answer = await actor.PostAsync(
            form, new() { ["Draft"] = Draft().Match((await actor.OpenAsync(form)).Html).Groups[1].Value, ["Name"] = "Orders", ["Privacy"] = "Workspace", ["Fields[endpoint]"] = $"{stage.Endpoint.Address}simple", ["Fields[apiKey]"] = TypedEndpoint.Key });
        Assert.True(answer.Status == HttpStatusCode.Redirect, answer.Text);
        return (actor, answer.Location!.Split("created=")[1]);
    }

    /// <summary>What one walk does not see is gone once another has not seen it either.</summary>
    private async Task PullTwiceAsync(Actor actor, string id)
    {
        await stage.PullAsync(id);
        Assert.Equal(HttpStatusCode.Redirect, (await actor.PostAsync($"{actor.Connections}/custom/{id}?handler=Refresh")).Status);
        await stage.PullAsync(id);
    }

    private async Task<string?> SettingAsync(string id, string key) => (await stage.RowsAsync("SELECT settings ->> $2 FROM connections WHERE public_id = $1", id, key))[0][0] as string;

    private async Task<IReadOnlyList<object?>> KeysAsync(string id)
    {
        var key = await stage.KeyAsync(id);
        return [.. (await stage.RowsAsync("SELECT key FROM pulls.records WHERE workspace_id = $1 AND connection_id = $2 ORDER BY key", key.WorkspaceId, key.ConnectionId)).Select(row => row[0])];
    }

    [GeneratedRegex("name=\"Draft\" value=\"([a-z0-9]{12})\"")]
    private static partial Regex Draft();

    /// <summary>The host, whose operator permits the endpoint's address.</summary>
    public sealed class Stage : ConnectionHost
    {
        public TypedEndpoint Endpoint { get; private set; } = null!;

        protected override async Task BeginAsync() => Endpoint = await TypedEndpoint.StartAsync();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Sources:custom:BaseAddress", Endpoint.Address.ToString());
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await Endpoint.DisposeAsync();
            GC.SuppressFinalize(this);
        }
    }
}
