using System.Globalization;
using System.Text.RegularExpressions;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Tests.Connections;
using BlinkSaaS.Web.Tests.Members;

namespace BlinkSaaS.Web.Tests.Tenancy;

/// <summary>
/// Identifiers in posted forms and in their addresses, swapped for those of another workspace or of a colleague's own things:
/// each is answered like one that never existed, by the same statements, and changes nothing.
/// </summary>
public sealed partial class SwappedFormsTests(ConnectionHost host) : IClassFixture<ConnectionHost>
{
    private const string NeverNumber = "2000000000";
    private const string NeverId = "zzzzzzzzzzzz";

    private int _count;

    /// <param name="What">What is tried, for the failure.</param>
    /// <param name="By">Who tries it.</param>
    /// <param name="Url">Where; ID stands for the identifier.</param>
    /// <param name="Fields">With what; ID stands for the identifier, N for a number that is new each time.</param>
    /// <param name="Hidden">An identifier that the person may not know.</param>
    /// <param name="Never">One that never was.</param>
    private sealed record Swap(string What, Actor By, string Url, Dictionary<string, string> Fields, string Hidden, string Never);

    [Fact]
    public async Task What_is_elsewhere_or_a_colleagues_own_answers_like_what_never_was()
    {
        var (ours, theirs) = (await Workplace.NewAsync(host), await Workplace.NewAsync(host));
        var swaps = await SwapsAsync(ours, theirs);
        var before = await StoredAsync(theirs);
        foreach (var swap in swaps)
        {
            await swap.By.ReadyAsync();
            await PostAsync(swap, swap.Never); // whatever a first time brings with it
            var (nothing, askedForNothing) = await PostAsync(swap, swap.Never);
            var (answer, asked) = await PostAsync(swap, swap.Hidden);
            SameAnswer.Check(nothing, answer, text => Numbers().Replace(Times().Replace(text.Replace(swap.Never, "ID", StringComparison.Ordinal).Replace(swap.Hidden, "ID", StringComparison.Ordinal), "TIME"), "N"), swap.What);
            Assert.NotEmpty(asked);
            Assert.True(askedForNothing.SequenceEqual(asked), $"{swap.What} asks the database other things:\n{string.Join("\n", asked)}\ninstead of\n{string.Join("\n", askedForNothing)}");
        }

        Assert.True(swaps.Count >= 20);
        Assert.Equal(before, await StoredAsync(theirs));
    }

    private async Task<List<Swap>> SwapsAsync(Workplace ours, Workplace theirs)
    {
        var owner = ours.Owner;
        var (colleague, leaver) = (await ours.AddAsync(MemberRole.Admin, "Cora Colleague", inTeam: true), await ours.AddAsync(MemberRole.Admin, "Lee Leaver"));
        await leaver.ConnectAsync("Of the leaver", host.ClickUp.Tokens.Owner);
        var shared = await owner.ConnectAsync("Of the owner", host.ClickUp.Tokens.Owner);
        await theirs.InviteAsync(theirs.Owner, $"guest{Guid.NewGuid():n}@example.com");
        var invitation = $"{await host.ValueAsync<int>("SELECT id FROM invitations WHERE workspace_id = $1", theirs.Place.Id)}";
        var (team, person, never) = ($"{theirs.Place.TeamId}", $"{theirs.Owner.Id}", $"{Guid.NewGuid()}");
        var session = $"{await host.ValueAsync<Guid>("SELECT id FROM sessions WHERE user_id = $1", theirs.Owner.Id)}";
        var (theirDraft, colleaguesDraft) = (await DraftAsync(theirs.Owner), await DraftAsync(colleague));
        var (teams, add) = ($"{ours.Root}/teams", $"{owner.Connections}/new");
        var found = new List<Swap>
        {
            new("An invitation is sent again", owner, $"{ours.Members}?handler=Again", new() { ["invitation"] = "ID" }, invitation, NeverNumber),
            new("An invitation is taken back", owner, $"{ours.Members}?handler=Revoke", new() { ["invitation"] = "ID" }, invitation, NeverNumber),
            new("Somebody is invited to a team", owner, $"{ours.Members}?handler=Invite", new() { ["Email"] = "nN@example.com", ["Role"] = "Member", ["Teams"] = "ID" }, team, NeverNumber),
            new("A role is changed", owner, $"{ours.Members}/ID?handler=Role", new() { ["Role"] = "Viewer" }, person, never),
            new("Somebody is removed", owner, $"{ours.Members}/ID?handler=Remove", [], person, never),
            new("An heir is named for somebody removed", owner, $"{ours.Members}/{leaver.Id}?handler=Remove", new() { ["Heir"] = "ID" }, person, never),
            new("An heir is named by somebody who leaves", leaver, $"{ours.Settings}/leave", new() { ["Heir"] = "ID" }, person, never),
            new("Somebody is put into a team", owner, $"{teams}/{ours.Place.TeamId}?handler=Add", new() { ["Person"] = "ID" }, person, never),
            new("Somebody is taken out of a team", owner, $"{teams}/{ours.Place.TeamId}?handler=Remove", new() { ["Person"] = "ID" }, person, never),
            new("Somebody is named lead", owner, $"{teams}/{ours.Place.TeamId}?handler=Lead", new() { ["Person"] = "ID", ["lead"] = "true" }, person, never),
            new("A connection is shared with a team", owner, owner.Access(shared), new() { ["Privacy"] = "Team", ["Teams"] = "ID", ["Version"] = "1" }, team, NeverNumber),
            new("A session is ended", owner, "/account/sessions?handler=End", new() { ["session"] = "ID" }, session, never),
            new("A passkey is removed", owner, "/account/security?handler=RemovePasskey", new() { ["passkey"] = "ID" }, "AAAA", "BBBB"),
        };
        found.AddRange(new[] { "Rename", "Add", "Remove", "Lead", "Delete" }.Select(handler =>
            new Swap($"A team: {handler}", owner, $"{teams}/ID?handler={handler}", new() { ["Name"] = "Ours now", ["Person"] = $"{owner.Id}" }, team, NeverNumber)));
        foreach (var draft in new[] { theirDraft, colleaguesDraft })
        {
            found.Add(new("A draft is thrown away", owner, $"{add}?handler=Discard", new() { ["draft"] = "ID" }, draft, NeverId));
            found.AddRange(new[] { "Save", "Test" }.Select(handler => new Swap(
                $"A draft: {handler}", owner, $"{add}/clickup?handler={handler}", new() { ["Draft"] = "ID", ["Name"] = "Stolen", ["Privacy"] = "Workspace" }, draft, NeverId)));
        }

        return found;
    }

    /// <summary>One that is stored, with a name and a token.</summary>
    private async Task<string> DraftAsync(Actor person)
    {
        var draft = await person.NewDraftAsync();
        await person.PostAsync($"{person.Connections}/new/clickup?handler=Save", person.Form(draft, "Unfinished", host.ClickUp.Tokens.Owner));
        return draft;
    }

    private async Task<(PageAnswer Answer, IReadOnlyList<string> Asked)> PostAsync(Swap swap, string id)
    {
        await host.RowsAsync("DELETE FROM connection_drafts WHERE owner_id = $1", swap.By.Id); // each begins without
        var number = Interlocked.Increment(ref _count).ToString("0000000", CultureInfo.InvariantCulture);
        using var commands = new ExecutedCommands(swap.By.Browser);
        var answer = await swap.By.PostAsync(
            swap.Url.Replace("ID", id, StringComparison.Ordinal),
            swap.Fields.ToDictionary(f => f.Key, f => f.Value.Replace("ID", id, StringComparison.Ordinal).Replace("nN@", $"n{number}@", StringComparison.Ordinal)));
        return (answer, commands.Texts);
    }

    /// <summary>What the other workspace and the colleague have.</summary>
    private async Task<string> StoredAsync(Workplace place) => string.Join('\n', (await host.RowsAsync("""
        SELECT m::text FROM members m WHERE workspace_id = $1 UNION ALL SELECT t::text FROM teams t WHERE workspace_id = $1 UNION ALL SELECT t::text FROM team_members t WHERE workspace_id = $1
        UNION ALL SELECT i::text FROM invitations i WHERE workspace_id = $1 UNION ALL SELECT d::text FROM connection_drafts d WHERE owner_id = $2 UNION ALL SELECT s.id::text FROM sessions s WHERE user_id = $2
        """, place.Place.Id, place.Owner.Id)).Select(row => row[0]).Order());

    [GeneratedRegex(@"\bn\d{7}@")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\b\d\d?:\d\d\b")]
    private static partial Regex Times();
}
