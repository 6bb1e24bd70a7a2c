using BlinkSaaS.E2E.Product;

namespace BlinkSaaS.E2E.Journeys;

public sealed class PagesOfTheAccount(RunningProduct product) : Journey(product)
{
    [Fact]
    public async Task Pages_before_signing_in_are_accessible_and_fit_every_screen()
    {
        var nobody = await NewPersonAsync();
        var look = new PageInspection(nobody.Page);
        await look.LookAsync("sign-in", "/account/sign-in");
        await nobody.SignInAsync();
        await Expect(nobody.Page.ErrorSummary()).ToBeVisibleAsync();
        await look.LookAsync("sign-in-refused");
        await look.LookAsync("register", "/account/register");
        await nobody.Page.Button("Create a workspace").ClickAsync();
        await Expect(nobody.Page.ErrorSummary()).ToBeVisibleAsync();
        await look.LookAsync("register-errors");
        await look.LookAsync("forgot", "/account/forgot");
        await look.LookAsync("resend", "/account/resend");
        await look.LookAsync("check-mail", "/account/check-mail?for=confirm");
        await look.LookAsync("reset", "/account/reset");
        look.AssertFlawless();
    }

    [Fact]
    public async Task Pages_of_a_new_person_are_accessible_and_fit_every_screen()
    {
        var ada = await NewWorkspaceAsync();
        var look = new PageInspection(ada.Page);
        await look.LookAsync("connections-empty", ada.Connections);
        await look.LookAsync("data-empty", $"/w/{ada.Slug}/data");
        await look.LookAsync("activity-empty", $"/w/{ada.Slug}/activity");
        await look.LookAsync("teams-empty", $"/w/{ada.Slug}/teams");
        await ada.Page.Field("Name").FillAsync("Delivery");
        await ada.Page.Button("Create team").ClickAsync();
        await Expect(ada.Page.Content()).ToContainTextAsync("Delivery");
        await look.LookAsync("team");
        await look.LookAsync("teams", $"/w/{ada.Slug}/teams");
        await look.LookAsync("profile", "/account/profile");
        await look.LookAsync("password", "/account/password");
        await look.LookAsync("not-found", $"{ada.Connections}/nosuch");
        look.AssertFlawless();
    }

    [Fact]
    public async Task Pages_of_the_operator_are_accessible_and_fit_every_screen()
    {
        var otto = await NewPersonAsync("Otto Lind");
        await otto.SignInAsync(Host.DemoPassword, "operator@demo.localhost");
        await otto.Page.WaitForURLAsync(url => !url.Contains("/account/sign-in", StringComparison.Ordinal));
        var look = new PageInspection(otto.Page);
        await look.LookAsync("plugins", "/plugins");
        await Expect(otto.Page.RowOf("ClickUp")).ToContainTextAsync("Active");
        look.AssertFlawless();
    }
}
