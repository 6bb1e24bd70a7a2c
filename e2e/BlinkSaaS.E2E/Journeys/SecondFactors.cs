using System.Text.RegularExpressions;
using BlinkSaaS.E2E.Product;

namespace BlinkSaaS.E2E.Journeys;

/// <summary>Passkeys, authenticator apps, sessions, and workspaces that ask for more than a password.</summary>
public sealed partial class SecondFactors(RunningProduct product) : Journey(product)
{
    [Fact]
    public async Task A_passkey_is_added_signs_in_and_is_removed()
    {
        var ada = await NewWorkspaceAsync();
        var device = await VirtualAuthenticator.PlugInWithoutOfferAsync(ada.Page);
        await AddPasskeyAsync(ada, "My laptop");
        Assert.Equal(1, await device.CountAsync());

        await ada.SignOutAsync();
        await Expect(ada.Page.Field("E-mail")).ToHaveAttributeAsync("autocomplete", "username webauthn");
        await ada.Page.Button("Sign in with a passkey").ClickAsync();
        await Expect(ada.Page).ToHaveURLAsync(Host.Address + ada.Connections);
        await ada.Page.GotoAsync("/account/sessions");
        await Expect(ada.Page.Content()).ToContainTextAsync("with a passkey");

        await ada.Page.GotoAsync("/account/security");
        await ada.Page.Button("Remove My laptop").ClickAsync();
        await Expect(ada.Page.GetByText("The passkey My laptop is removed")).ToBeVisibleAsync();
        await ada.SignOutAsync();
        await ada.Page.Button("Sign in with a passkey").ClickAsync();
        await Expect(ada.Page.ErrorSummary()).ToContainTextAsync("This passkey does not open an account here");
    }

    [Fact]
    public async Task The_email_field_of_the_sign_in_page_offers_a_passkey_by_itself()
    {
        var ada = await NewWorkspaceAsync();
        var device = await VirtualAuthenticator.PlugInAsync(ada.Page);
        await AddPasskeyAsync(ada, "My laptop");
        await device.RestAsync();
        await ada.SignOutAsync();
        await device.TouchAsync();

        // Nobody presses anything but the finger on the device.
        await ada.Page.GotoAsync("/account/sign-in");
        await Expect(ada.Page).ToHaveURLAsync(Host.Address + ada.Connections);
    }

    [Fact]
    public async Task An_authenticator_app_is_set_up_and_signs_in_and_a_recovery_code_does_once()
    {
        var ada = await NewWorkspaceAsync();
        var (app, recovery) = await SetUpAppAsync(ada);

        await ada.SignOutAsync();
        await ada.SignInAsync();
        await Expect(ada.Page.Heading("Enter the code")).ToBeVisibleAsync();
        await ada.Page.Field("Code").FillAsync("000000");
        await ada.Page.Button("Sign in").ClickAsync();
        await Expect(ada.Page.ErrorSummary()).ToContainTextAsync("This code does not fit");
        await ada.Page.Field("Code").FillAsync(app.Code(1));
        await ada.Page.Button("Sign in").ClickAsync();
        await Expect(ada.Page).ToHaveURLAsync(Host.Address + ada.Connections);

        foreach (var works in new[] { true, false })
        {
            await ada.SignOutAsync();
            await ada.SignInAsync();
            await ada.Page.Link("Use a recovery code").ClickAsync();
            await ada.Page.Field("Recovery code").FillAsync(recovery);
            await ada.Page.Button("Sign in").ClickAsync();
            if (works)
                await Expect(ada.Page).ToHaveURLAsync(Host.Address + ada.Connections);
            else
                await Expect(ada.Page.ErrorSummary()).ToContainTextAsync("Each of them works once");
        }
    }

    [Fact]
    public async Task A_session_ended_in_another_browser_is_over_with_the_next_page()
    {
        var ada = await NewWorkspaceAsync();
        var phone = await NewPersonAsync("Ada Finch", new() { UserAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" });
        await phone.SignInAsync(ada.Password, ada.Email);
        await Expect(phone.Page).ToHaveURLAsync(Host.Address + ada.Connections);

        await ada.Page.GotoAsync("/account/sessions");
        await ada.Page.RowOf("Firefox on Linux").GetByRole(AriaRole.Button, new() { Name = "End" }).ClickAsync();
        await Expect(ada.Page.GetByText("That browser is signed out")).ToBeVisibleAsync();
        await Expect(ada.Page.RowOf("Firefox on Linux")).ToHaveCountAsync(0);

        await phone.Page.GotoAsync(ada.Connections);
        await Expect(phone.Page.Heading("Sign in")).ToBeVisibleAsync();
        await ada.Page.GotoAsync(ada.Connections);
        await Expect(ada.Page).ToHaveURLAsync(Host.Address + ada.Connections);
    }

    [Fact]
    public async Task A_workspace_that_requires_a_second_factor_leads_a_member_to_set_one_up()
    {
        var ada = await NewWorkspaceAsync();
        var ben = await NewColleagueAsync(ada, "Ben Marsh");
        await VirtualAuthenticator.PlugInAsync(ada.Page);
        await AddPasskeyAsync(ada, "My laptop");
        await ada.Page.GotoAsync($"/w/{ada.Slug}/settings/sign-in");
        await Expect(ada.Page.Content()).ToContainTextAsync("1 of 2 members without one: Ben Marsh");
        await ada.Page.Button("Require a second factor").ClickAsync();
        await Expect(ada.Page.GetByText("A second factor is required from now on")).ToBeVisibleAsync();

        await ben.Page.GotoAsync(ada.Connections);
        await Expect(ben.Page.Heading("Finch & Sons requires a second factor")).ToBeVisibleAsync();
        await ben.Page.GotoAsync(ben.Connections);
        await Expect(ben.Page).ToHaveURLAsync(Host.Address + ben.Connections);
        await ben.Page.GotoAsync(ada.Connections);
        await ben.Page.Link("Set up an authenticator app").ClickAsync();
        await FinishAppAsync(ben);
        await ben.Page.Link("I have kept them").ClickAsync();
        await Expect(ben.Page).ToHaveURLAsync(Host.Address + ada.Connections);
    }

    [Fact]
    public async Task Its_pages_are_accessible_and_fit_every_screen()
    {
        var ada = await NewWorkspaceAsync();
        var device = await VirtualAuthenticator.PlugInAsync(ada.Page);
        var look = new PageInspection(ada.Page);
        await look.LookAsync("security-empty", "/account/security");
        await AddPasskeyAsync(ada, "My laptop");
        await look.LookAsync("sessions", "/account/sessions");
        await look.LookAsync("authenticator", "/account/authenticator");
        await FinishAppAsync(ada);
        await look.LookAsync("recovery-codes");
        await look.LookAsync("security", "/account/security");
        await look.LookAsync("again", "/account/again");
        await look.LookAsync("sign-in-rules", $"/w/{ada.Slug}/settings/sign-in");
        await ada.Page.Button("Require a second factor").ClickAsync();
        await Expect(ada.Page.GetByText("A second factor is required from now on")).ToBeVisibleAsync();
        await look.LookAsync("sign-in-rules-required");
        var ben = await NewColleagueAsync(ada, "Ben Marsh");
        var bens = new PageInspection(ben.Page);
        await bens.LookAsync("second-factor-required", ada.Connections);
        bens.AssertFlawless();
        await device.RestAsync();
        await ada.SignOutAsync();
        await ada.SignInAsync();
        await Expect(ada.Page.Heading("Enter the code")).ToBeVisibleAsync();
        await look.LookAsync("code");
        look.AssertFlawless();
    }

    private static async Task AddPasskeyAsync(Person person, string name)
    {
        await person.Page.GotoAsync("/account/security");
        await person.Page.Field("Name of the passkey").FillAsync(name);
        await person.Page.Button("Add a passkey").ClickAsync();
        await Expect(person.Page.GetByText($"The passkey {name} is added")).ToBeVisibleAsync();
    }

    private static async Task<(AuthenticatorApp App, string RecoveryCode)> SetUpAppAsync(Person person)
    {
        await person.Page.GotoAsync("/account/security");
        await person.Page.Link("Set up an authenticator app").ClickAsync();
        return await FinishAppAsync(person);
    }

    private static async Task<(AuthenticatorApp App, string RecoveryCode)> FinishAppAsync(Person person)
    {
        await Expect(person.Page.GetByRole(AriaRole.Img, new() { Name = "QR code with the key below" })).ToBeVisibleAsync();
        var app = new AuthenticatorApp(await person.Page.Content().GetByText(KeyText()).InnerTextAsync());
        await person.Page.Field("Code").FillAsync(app.Code());
        await person.Page.Button("Turn on").ClickAsync();
        await Expect(person.Page.Heading("Keep your recovery codes")).ToBeVisibleAsync();
        var codes = person.Page.GetByRole(AriaRole.List, new() { Name = "Recovery codes" }).GetByRole(AriaRole.Listitem);
        await Expect(codes).ToHaveCountAsync(10);
        return (app, await codes.First.InnerTextAsync());
    }

    [GeneratedRegex("^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$")]
    private static partial Regex KeyText();
}
