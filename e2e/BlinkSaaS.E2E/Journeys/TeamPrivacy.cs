using BlinkSaaS.E2E.Product;

namespace BlinkSaaS.E2E.Journeys;

public sealed class TeamPrivacy(RunningProduct product) : Journey(product)
{
    [Fact]
    public async Task A_connection_shared_with_a_team_is_seen_by_its_members_and_by_nobody_else()
    {
        var ada = await NewWorkspaceAsync();
        var ben = await NewColleagueAsync(ada, "Ben Marsh");
        var cleo = await NewColleagueAsync(ada, "Cleo Hart", WorkspaceRole.Admin);
        await MakeTeamAsync(ada.Page, "Ada Finch (you)", "Ben Marsh");

        await ada.BeginConnectionAsync();
        await ada.Page.Field("Connection Name").FillAsync("Client work");
        await ada.Page.Field("API Token").FillAsync(Simulator.Guest);
        await ada.Page.Radio("Shared with Team").CheckAsync();
        await ada.Page.Button("Finish").ClickAsync();
        await Expect(ada.Page.ErrorSummary()).ToContainTextAsync("Choose at least one team.");
        await ada.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Delivery" }).CheckAsync();
        await ada.Page.Button("Finish").ClickAsync();
        await Expect(ada.Page.RowOf("Client work")).ToContainTextAsync("Delivery");
        await ada.OpenConnectionAsync("Client work");
        await ada.WatchPullAsync();
        var address = ada.Page.Url;

        await ben.Page.GotoAsync(ada.Connections);
        await Expect(ben.Page.RowOf("Client work")).ToBeVisibleAsync();
        await ben.Page.GotoAsync(address);
        await Expect(ben.Page.Heading("Client work")).ToBeVisibleAsync();
        await ben.Page.GotoAsync($"{address}/settings");
        await Expect(ben.Page.GetByText("You can look, but not change")).ToBeVisibleAsync();
        await ben.Page.GotoAsync($"{address}/access");
        await Expect(ben.Page.GetByRole(AriaRole.Table, new() { Name = "People who can see this connection" })).ToContainTextAsync("Is a member of team Delivery, with which the owner shared it on");
        await Expect(ben.Page.Button("Change privacy")).ToHaveCountAsync(0);

        await cleo.Page.GotoAsync(ada.Connections);
        await Expect(cleo.Page.Heading("No connections yet")).ToBeVisibleAsync();
        Assert.Equal(404, (await cleo.Page.GotoAsync(address))!.Status);
        Assert.Equal(404, (await cleo.Page.GotoAsync($"/w/{ada.Slug}/data/{new Uri(address).Segments[^1]}"))!.Status);

        await LeaveTeamAsync(ada, "Ben Marsh");
        Assert.Equal(404, (await ben.Page.GotoAsync(address))!.Status);
    }

    private static async Task MakeTeamAsync(IPage page, params string[] members)
    {
        await page.Menu("Settings").ClickAsync();
        await page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "Teams" }).ClickAsync();
        await Expect(page.Heading("No teams yet")).ToBeVisibleAsync();
        await page.Field("Name").FillAsync("Delivery");
        await page.Button("Create team").ClickAsync();
        await Expect(page.Content()).ToContainTextAsync("Delivery");
        if (await page.RowOf("Delivery").CountAsync() > 0)
            await page.Link("Delivery").ClickAsync();
        foreach (var member in members)
        {
            await page.Field("Person to add").SelectOptionAsync(new SelectOptionValue { Label = member });
            await page.Button("Add").ClickAsync();
            await Expect(page.GetByRole(AriaRole.Table, new() { Name = "People in Delivery" })).ToContainTextAsync(member.Replace(" (you)", "", StringComparison.Ordinal));
        }
    }

    private static async Task LeaveTeamAsync(Person ada, string member)
    {
        await ada.Page.GotoAsync($"/w/{ada.Slug}/teams");
        await ada.Page.Link("Delivery").ClickAsync();
        await ada.Page.Button($"Remove {member}").ClickAsync();
        await Expect(ada.Page.RowOf(member)).ToHaveCountAsync(0);
    }
}
