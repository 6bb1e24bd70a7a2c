using System.Net;
using System.Text;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace BlinkSaaS.Web.Tests.Connections;

/// <summary>Nothing is lost when the tab is closed, and nothing of it is kept for longer than seven days.</summary>
public sealed class DraftTests(ConnectionHost host) : IClassFixture<ConnectionHost>
{
    private const string Token = "pk_12345_DRAFTTOKENTHATISNOTFINISHED";

    [Fact]
    public async Task A_draft_is_kept_offered_filled_in_again_and_discarded()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var draft = await SaveAsync(actor, "Half <b>done</b>", "Team");

        var offer = await actor.OpenAsync($"{actor.Connections}/new");
        Assert.Contains("You have an unfinished ClickUp connection", offer.Text, StringComparison.Ordinal);
        Assert.Contains("“Half <b>done</b>”", offer.Text, StringComparison.Ordinal);
        var form = await actor.OpenAsync($"{actor.Connections}/new/clickup?draft={draft}");
        Assert.Contains("value=\"Half &lt;b&gt;done&lt;/b&gt;\"", form.Html, StringComparison.Ordinal);
        Assert.Matches("value=\"Team\" checked", form.Html);
        Assert.DoesNotContain(Token, form.Html, StringComparison.Ordinal);
        Assert.Contains(Token[^4..], form.Html, StringComparison.Ordinal);

        await actor.PostAsync($"{actor.Connections}/new?handler=Discard", new() { ["draft"] = draft });
        Assert.DoesNotContain("unfinished", (await actor.OpenAsync($"{actor.Connections}/new")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await actor.OpenAsync($"{actor.Connections}/new/clickup?draft={draft}")).Status);
        Assert.Equal(0L, await CountAsync(draft));
    }

    [Fact]
    public async Task A_token_typed_before_need_not_be_typed_again()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var draft = await actor.NewDraftAsync();
        var url = $"{actor.Connections}/new/clickup?draft={draft}";
        await actor.PostAsync($"{url}&handler=Save", actor.Form(draft, "Client work", host.ClickUp.Tokens.Owner));

        var finished = await actor.PostAsync(url, actor.Form(draft, "Client work", ""));
        Assert.Equal(HttpStatusCode.Redirect, finished.Status);
    }

    private const string Never = "zzzzzzzzzzzz";

    [Fact]
    public async Task A_draft_of_somebody_else_is_as_little_there_as_one_that_never_was()
    {
        var place = await host.PlaceAsync();
        var (mara, owner) = (await host.ActorAsync(place), await host.ActorAsync(place, Features.Members.MemberRole.Owner, name: "Olga Owner"));
        var draft = await SaveAsync(mara, "Mine alone");

        foreach (var handler in new[] { "", "&handler=Save", "&handler=Test" })
        {
            // To them the identifier is free: what they send becomes their own.
            var never = await owner.PostAsync($"{owner.Connections}/new/clickup?draft={Never}{handler}", owner.Form(Never, $"Mine {handler}", Token));
            await host.RowsAsync("DELETE FROM connections WHERE owner_id = $1", owner.Id);
            var real = await owner.PostAsync($"{owner.Connections}/new/clickup?draft={draft}{handler}", owner.Form(draft, $"Mine {handler}", Token));
            Assert.Equal(never.Status, real.Status);
            await host.RowsAsync("DELETE FROM connection_drafts WHERE owner_id = $1", owner.Id);
        }

        var opened = await owner.OpenAsync($"{owner.Connections}/new/clickup?draft={draft}");
        var nothing = await owner.OpenAsync($"{owner.Connections}/new/clickup?draft={Never}");
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (opened.Status, nothing.Status));
        Assert.Equal(nothing.Stable, opened.Stable.Replace(draft, Never, StringComparison.Ordinal));
        await owner.PostAsync($"{owner.Connections}/new?handler=Discard", new() { ["draft"] = draft });
        Assert.Equal("Mine alone", await host.ValueAsync<string>("SELECT name FROM connection_drafts WHERE id = $1 AND owner_id = $2", draft, mara.Id));
        Assert.DoesNotContain("Mine alone", (await owner.OpenAsync($"{owner.Connections}/new")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_in_a_draft_is_encrypted_for_that_draft_alone()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var draft = await SaveAsync(actor, "Client work");

        var stored = await host.ValueAsync<byte[]>("SELECT secrets FROM connection_drafts WHERE id = $1", draft);
        Assert.DoesNotContain("pk_", Encoding.Latin1.GetString(stored), StringComparison.Ordinal);
        Assert.DoesNotContain("pk_12345", await host.ValueAsync<string>("SELECT d::text FROM connection_drafts d WHERE id = $1", draft), StringComparison.Ordinal);
        var secrets = host.Services.CreateScope().ServiceProvider.GetRequiredService<ConnectionSecrets>();
        Assert.Equal(Token, secrets.Unprotect(draft, stored)["apiToken"]);
        Assert.Throws<System.Security.Cryptography.CryptographicException>(() => secrets.Unprotect("zzzzzzzzzzzz", stored));
    }

    [Fact]
    public async Task After_seven_days_a_draft_is_not_offered_any_more_and_its_token_is_gone()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var (old, young) = (await SaveAsync(actor, "The old one"), await SaveAsync(actor, "The young one"));
        Assert.Equal(TimeSpan.FromDays(7), await host.ValueAsync<TimeSpan>("SELECT expires_at - saved_at FROM connection_drafts WHERE id = $1", old));

        await host.RowsAsync("UPDATE connection_drafts SET saved_at = saved_at - interval '7 days', expires_at = expires_at - interval '7 days' WHERE id = $1", old);
        var offer = (await actor.OpenAsync($"{actor.Connections}/new")).Text;
        Assert.DoesNotContain("The old one", offer, StringComparison.Ordinal);
        Assert.Contains("The young one", offer, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await actor.OpenAsync($"{actor.Connections}/new/clickup?draft={old}")).Status);

        await SweepAsync(TimeProvider.System.GetUtcNow());
        Assert.Equal((0L, 1L), (await CountAsync(old), await CountAsync(young)));
        await SweepAsync(TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(7));
        Assert.Equal(0L, await CountAsync(young));
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("ABCDEFGHIJKL")]
    [InlineData("../../../etc")]
    public async Task An_identifier_that_is_none_begins_no_draft(string id)
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var answer = await actor.PostAsync($"{actor.Connections}/new/clickup?draft={Uri.EscapeDataString(id)}&handler=Save", actor.Form(id, "Name", Token));
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal(0L, await host.ValueAsync<long>("SELECT count(*) FROM connection_drafts WHERE workspace_id = $1", actor.Place.Id));
    }

    private static async Task<string> SaveAsync(Actor actor, string name, string privacy = "Workspace")
    {
        var draft = await actor.NewDraftAsync();
        var saved = await actor.PostAsync($"{actor.Connections}/new/clickup?draft={draft}&handler=Save", actor.Form(draft, name, Token, privacy));
        Assert.StartsWith("Draft saved at ", saved.Html, StringComparison.Ordinal);
        return draft;
    }

    private Task<long> CountAsync(string draft) => host.ValueAsync<long>("SELECT count(*) FROM connection_drafts WHERE id = $1", draft);

    private async Task SweepAsync(DateTimeOffset now)
    {
        await new DeleteExpiredDrafts(host.Services.GetRequiredService<MaintenanceDatabase>(), new FakeTimeProvider(now)).RunAsync(TestContext.Current.CancellationToken);
    }
}
