using System.Net;
using BlinkSaaS.Sources;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Members;

namespace BlinkSaaS.Web.Tests.Connections;

/// <summary>Which streams are pulled is chosen while connecting and in the settings, beside what each costs.</summary>
public sealed class StreamChoiceTests(ConnectionHost host) : IClassFixture<ConnectionHost>
{
    [Fact]
    public async Task The_form_shows_every_stream_with_its_cost_and_the_usual_ones_chosen()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var form = (await actor.OpenAsync($"{actor.Connections}/new/clickup")).Html;
        Assert.Matches("value=\"tasks\" checked", form);
        Assert.Contains("value=\"time_entries\"", form, StringComparison.Ordinal);
        Assert.DoesNotMatch("value=\"time_entries\" checked", form);
        Assert.Contains("1 call for each task at first and once a week", form, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_choice_made_while_connecting_is_kept_with_the_connection_and_shown_in_its_settings()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var id = await ConnectAsync(actor, "tasks", "time_entries");
        Assert.Equal("tasks time_entries", await ChosenAsync(id));
        var page = (await actor.OpenAsync($"{actor.Page(id)}/streams")).Html;
        Assert.Matches("value=\"time_entries\" checked", page);
        Assert.DoesNotMatch("value=\"members\" checked", page);
    }

    [Fact]
    public async Task Choosing_none_is_refused_and_changes_nothing()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var draft = await actor.NewDraftAsync();
        var refused = await actor.PostAsync($"{actor.Connections}/new/clickup?draft={draft}", new(actor.Form(draft, "Client work", host.ClickUp.Tokens.Owner)) { ["Streams.Shown"] = "true" });
        Assert.Contains(StreamChoice.NoneChosen, refused.Text, StringComparison.Ordinal);

        var id = await actor.ConnectAsync("Client work", host.ClickUp.Tokens.Owner);
        var none = await actor.PostAsync($"{actor.Page(id)}/streams", new() { ["Streams.Shown"] = "true", ["Version"] = await VersionAsync(id) });
        Assert.Contains(StreamChoice.NoneChosen, none.Text, StringComparison.Ordinal);
        Assert.Null(await ChosenAsync(id));
    }

    [Fact]
    public async Task Settings_change_the_choice_and_a_name_that_no_stream_has_is_left_out()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var id = await actor.ConnectAsync("Client work", host.ClickUp.Tokens.Owner);
        var saved = await actor.PostAsync($"{actor.Page(id)}/streams", Choice(await VersionAsync(id), "goals"));
        Assert.Equal(HttpStatusCode.Redirect, saved.Status);
        Assert.Equal("goals", await ChosenAsync(id));
        var unknown = await actor.PostAsync($"{actor.Page(id)}/streams", Choice(await VersionAsync(id), "nonsense"));
        Assert.Contains(StreamChoice.NoneChosen, unknown.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_saves_at_once_the_later_is_refused()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var id = await actor.ConnectAsync("Client work", host.ClickUp.Tokens.Owner);
        var shown = await VersionAsync(id);
        Assert.Equal(HttpStatusCode.Redirect, (await actor.PostAsync($"{actor.Page(id)}/streams", Choice(shown, "goals"))).Status);
        var late = await actor.PostAsync($"{actor.Page(id)}/streams", Choice(shown, "tags"));
        Assert.Contains("Somebody else changed this connection meanwhile", late.Text, StringComparison.Ordinal);
        Assert.Equal("goals", await ChosenAsync(id));
    }

    [Fact]
    public async Task Who_may_not_manage_the_connection_cannot_choose_and_who_does_not_see_it_finds_nothing()
    {
        var place = await host.PlaceAsync();
        var (mara, ben) = (await host.ActorAsync(place), await host.ActorAsync(place, MemberRole.Member, name: "Ben Marsh"));
        var shared = await mara.ConnectAsync("Client work", host.ClickUp.Tokens.Owner);
        Assert.Equal(HttpStatusCode.Forbidden, (await ben.PostAsync($"{ben.Page(shared)}/streams", Choice(await VersionAsync(shared), "goals"))).Status);
        Assert.DoesNotContain("Save streams", (await ben.OpenAsync($"{ben.Page(shared)}/streams")).Html, StringComparison.Ordinal);
        var hidden = await mara.ConnectAsync("Mine", host.ClickUp.Tokens.Owner, "Private");
        Assert.Equal(HttpStatusCode.NotFound, (await ben.OpenAsync($"{ben.Page(hidden)}/streams")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ben.PostAsync($"{ben.Page(hidden)}/streams", Choice("1", "goals"))).Status);
        Assert.Null(await ChosenAsync(shared));
    }

    [Fact]
    public void The_usual_choice_is_stored_as_none_so_that_it_follows_the_source()
    {
        StreamDescriptor Stream(string name, bool usual) => new() { Name = name, Title = name, Description = name, Columns = [], PrimaryKey = [], SelectedByDefault = usual };
        var source = new SourceDescriptor
        {
            Key = "x1", Name = "X", Description = "X", BaseAddress = new Uri("https://x.example/"), Authorization = new NoAuthorization(), Fields = [],
            RateLimit = new RateLimit { Permits = 1, Window = TimeSpan.FromSeconds(1) }, Streams = [Stream("a", true), Stream("b", false)],
        };
        Assert.Null(new StreamChoice { Shown = true, Names = ["a"] }.Among(source));
        Assert.Equal(["a", "b"], new StreamChoice { Shown = true, Names = ["b", "a", "b"] }.Among(source));
        Assert.Equal([], new StreamChoice { Shown = true }.Among(source));
        Assert.Null(new StreamChoice { Shown = false }.Among(source));
    }

    private static Dictionary<string, string> Choice(string version, string stream) =>
        new() { ["Streams.Shown"] = "true", ["Streams.Names"] = stream, ["Version"] = version };

    private async Task<string> ConnectAsync(Actor actor, params string[] streams)
    {
        var draft = await actor.NewDraftAsync();
        var fields = actor.Form(draft, "Client work", host.ClickUp.Tokens.Owner);
        fields["Streams.Shown"] = "true";
        for (var i = 0; i < streams.Length; i++)
            fields[$"Streams.Names[{i}]"] = streams[i];
        var answer = await actor.PostAsync($"{actor.Connections}/new/clickup?draft={draft}", fields);
        Assert.True(answer.Status == HttpStatusCode.Redirect, answer.Text);
        return answer.Location!.Split('=')[1];
    }

    private Task<string?> ChosenAsync(string id) => host.ValueAsync<string?>("SELECT settings ->> '$streams' FROM connections WHERE public_id = $1", id);

    private async Task<string> VersionAsync(string id) =>
        (await host.ValueAsync<string>("SELECT xmin::text FROM connections WHERE public_id = $1", id))!;
}
