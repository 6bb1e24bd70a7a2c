using System.Text.RegularExpressions;
using BlinkSaaS.E2E.Product;

namespace BlinkSaaS.E2E.Journeys;

/// <summary>People come into a workspace, get and lose what is shared, and leave.</summary>
public sealed class Membership(RunningProduct product) : Journey(product)
{
    private const string Invitation = "Join Finch & Sons on BlinkSaaS";

    [Fact]
    public async Task Somebody_new_is_invited_and_joins_with_a_new_account()
    {
        var ada = await NewWorkspaceAsync();
        var ben = await NewPersonAsync("Ben Marsh");
        await InviteAsync(ada, ben.Email, "Viewer");

        await ben.FollowMailAsync(Invitation);
        await Expect(ben.Page.Heading("Join Finch & Sons")).ToBeVisibleAsync();
        var link = ben.Page.Url;
        await ben.Page.Field("Your name").FillAsync(ben.Name);
        await ben.Page.Field("Password").FillAsync("short");
        await ben.Page.Button("Create an account and join").ClickAsync();
        await Expect(ben.Page.ErrorSummary()).ToContainTextAsync("10 to 200 characters");
        await ben.Page.Field("Password").FillAsync(ben.Password);
        await ben.Page.Button("Create an account and join").ClickAsync();
        await Expect(ben.Page).ToHaveURLAsync(Host.Address + ada.Connections);

        await ada.Page.ReloadAsync();
        await Expect(ada.Page.RowOf("Ben Marsh")).ToContainTextAsync("Viewer");
        await Expect(ada.Page.Heading("Invited")).ToHaveCountAsync(0);
        var late = await NewPersonAsync("Late Comer");
        await late.Page.GotoAsync(link);
        await Expect(late.Page.Heading("This invitation does not work")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Somebody_with_an_account_joins_and_has_both_workspaces_in_the_header()
    {
        var ada = await NewWorkspaceAsync();
        var ben = await NewWorkspaceAsync("Ben Marsh", "Marsh alone");
        await ben.SignOutAsync();
        await InviteAsync(ada, ben.Email, "Admin");

        await ben.FollowMailAsync(Invitation);
        await ben.Page.Link("Sign in and join").ClickAsync();
        await ben.Page.Field("E-mail").FillAsync(ben.Email);
        await ben.Page.Field("Password").FillAsync(ben.Password);
        await ben.Page.Button("Sign in").ClickAsync();
        await ben.Page.Button("Join Finch & Sons").ClickAsync();
        await Expect(ben.Page).ToHaveURLAsync(Host.Address + ada.Connections);

        await ben.Page.Menu("Workspace:").ClickAsync();
        await ben.Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "Marsh alone" }).ClickAsync();
        await Expect(ben.Page).ToHaveURLAsync(Host.Address + ben.Connections);
    }

    [Fact]
    public async Task A_connection_is_made_private_and_shared_again()
    {
        var ada = await NewWorkspaceAsync();
        var ben = await NewColleagueAsync(ada, "Ben Marsh", WorkspaceRole.Admin);
        await ada.AddConnectionAsync("Client work", Simulator.Guest);
        await ada.OpenConnectionAsync("Client work");
        var address = ada.Page.Url;
        Assert.Equal(200, (await ben.Page.GotoAsync(address))!.Status);
        // Elsewhere when it is taken from him: his page's stream of events would end, which a browser complains about.
        await ben.Page.GotoAsync(ada.Connections);

        await SetPrivacyAsync(ada.Page, address, "Private");
        Assert.Equal(404, (await ben.Page.GotoAsync(address))!.Status);
        await ben.Page.GotoAsync($"/w/{ada.Slug}/settings/audit");
        await Expect(ben.Page.Content()).Not.ToContainTextAsync("Client work");

        await SetPrivacyAsync(ada.Page, address, "Workspace");
        Assert.Equal(200, (await ben.Page.GotoAsync(address))!.Status);
        await ben.Page.GotoAsync($"/w/{ada.Slug}/settings/audit");
        await Expect(ben.Page.Content()).ToContainTextAsync("changed the privacy of Client work");
    }

    [Fact]
    public async Task Somebody_leaves_and_hands_over_what_they_share()
    {
        var ada = await NewWorkspaceAsync();
        var ben = await NewColleagueAsync(ada, "Ben Marsh");
        foreach (var (name, privacy) in new[] { ("Client work", "Shared with Workspace"), ("Diary", "Private to Me") })
        {
            await ben.BeginConnectionAsync(ada.Slug);
            await ben.Page.Field("Connection Name").FillAsync(name);
            await ben.Page.Field("API Token").FillAsync(Simulator.Guest);
            await ben.Page.Radio(privacy).CheckAsync();
            await ben.Page.Button("Finish").ClickAsync();
            await Expect(ben.Page.GetByText("Connection created successfully")).ToBeVisibleAsync();
        }

        await ben.Page.Menu("Settings").ClickAsync();
        await ben.Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "Workspace", Exact = true }).ClickAsync();
        await ben.Page.Link("Leave Finch & Sons").ClickAsync();
        await Expect(ben.Page.Content()).ToContainTextAsync("1 private connection stops");
        await ben.Page.Button("Leave Finch & Sons").ClickAsync();
        await Expect(ben.Page.ErrorSummary()).ToContainTextAsync("Choose an owner or admin");
        await ben.Page.Field("Who takes over the shared connection?").SelectOptionAsync(new SelectOptionValue { Label = "Ada Finch (Owner)" });
        await ben.Page.Button("Leave Finch & Sons").ClickAsync();
        await Expect(ben.Page).ToHaveURLAsync(Host.Address + ben.Connections);
        Assert.Equal(404, (await ben.Page.GotoAsync(ada.Connections))!.Status);

        await ada.OpenConnectionAsync("Client work");
        await Expect(ada.Page.GetByText("The token is still Ben Marsh's")).ToBeVisibleAsync();
        await ada.Page.GotoAsync(ada.Connections);
        await Expect(ada.Page.Content()).Not.ToContainTextAsync("Diary");
        await ada.OpenConnectionAsync("Client work");
        await ada.Page.Link("Settings").ClickAsync();
        await ada.Page.Field("New API Token").FillAsync(Simulator.Guest);
        await ada.Page.Button("Swap token").ClickAsync();
        await Expect(ada.Page.GetByText("Token swapped.")).ToBeVisibleAsync();
        await Expect(ada.Page.GetByText("The token is still Ben Marsh's")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Pages_about_people_are_accessible_and_fit_every_screen()
    {
        var ada = await NewWorkspaceAsync();
        var ben = await NewColleagueAsync(ada, "Ben Marsh");
        await ben.BeginConnectionAsync(ada.Slug);
        await ben.Page.Field("Connection Name").FillAsync("Client work");
        await ben.Page.Field("API Token").FillAsync(Simulator.Guest);
        await ben.Page.Radio("Shared with Workspace").CheckAsync();
        await ben.Page.Button("Finish").ClickAsync();
        await Expect(ben.Page.GetByText("Connection created successfully")).ToBeVisibleAsync();
        var look = new PageInspection(ada.Page);
        await InviteAsync(ada, $"cleo.{Guid.NewGuid():n}@example.com", "Member");
        await look.LookAsync("members");
        await ada.Page.Link("Ben Marsh").ClickAsync();
        await look.LookAsync("member");
        await look.LookAsync("workspace", $"/w/{ada.Slug}/settings");
        await look.LookAsync("leave", $"/w/{ada.Slug}/settings/leave");
        await look.LookAsync("audit", $"/w/{ada.Slug}/settings/audit");
        await look.LookAsync("history", "/account/history");
        await look.LookAsync("new-workspace", "/workspaces/new");
        var cleo = await NewPersonAsync("Cleo Hart");
        await InviteAsync(ada, cleo.Email, "Member");
        await cleo.FollowMailAsync(Invitation);
        var lookAtInvitation = new PageInspection(cleo.Page);
        await lookAtInvitation.LookAsync("invitation");
        lookAtInvitation.AssertFlawless();
        await ada.Page.GotoAsync($"/w/{ada.Slug}/settings");
        await ada.Page.Field("Type the name of the workspace").FillAsync("Finch & Sons");
        await ada.Page.Button("Delete Finch & Sons").ClickAsync();
        await Expect(ada.Page.Heading("Finch & Sons is being deleted")).ToBeVisibleAsync();
        await look.LookAsync("workspace-deleted");
        await ada.Page.Button("Keep Finch & Sons").ClickAsync();
        await Expect(ada.Page).ToHaveURLAsync(Host.Address + ada.Connections);
        look.AssertFlawless();
    }

    private static async Task InviteAsync(Person by, string email, string role)
    {
        await by.Page.GotoAsync(by.Connections);
        await by.Page.Menu("Settings").ClickAsync();
        await by.Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "Members" }).ClickAsync();
        await by.Page.Field("E-mail").FillAsync(email);
        await by.Page.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex($"^{role}") }).CheckAsync();
        await by.Page.Button("Invite").ClickAsync();
        await Expect(by.Page.RowOf(email)).ToContainTextAsync(role);
    }

    private static async Task SetPrivacyAsync(IPage page, string connection, string privacy)
    {
        await page.GotoAsync($"{connection}/access?Privacy={privacy}");
        await page.Button("Change privacy").ClickAsync();
        await Expect(page.GetByText("Privacy saved.")).ToBeVisibleAsync();
    }
}
