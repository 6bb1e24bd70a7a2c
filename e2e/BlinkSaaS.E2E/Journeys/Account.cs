using BlinkSaaS.E2E.Product;

namespace BlinkSaaS.E2E.Journeys;

public sealed class Account(RunningProduct product) : Journey(product)
{
    [Fact]
    public async Task Somebody_signs_out_and_in_and_a_refusal_never_says_what_was_wrong()
    {
        var ada = await NewWorkspaceAsync();
        await ada.SignOutAsync();
        await ada.Page.GotoAsync(ada.Connections);
        await Expect(ada.Page.Heading("Sign in")).ToBeVisibleAsync();

        await ada.SignInAsync("not the password");
        var refused = await ada.Page.ErrorSummary().InnerTextAsync();
        var stranger = await NewPersonAsync("Nobody Known");
        await stranger.SignInAsync();
        Assert.Equal(refused, await stranger.Page.ErrorSummary().InnerTextAsync());
        await Expect(ada.Page.Field("E-mail")).ToHaveValueAsync(ada.Email);

        await ada.SignInAsync();
        await Expect(ada.Page).ToHaveURLAsync(Host.Address + ada.Connections);
    }

    [Fact]
    public async Task A_forgotten_password_is_replaced_through_a_mail_and_the_old_one_is_dead()
    {
        var ada = await NewWorkspaceAsync();
        await ada.SignOutAsync();
        await ada.Page.Link("Forgot your password?").ClickAsync();
        await ada.Page.Field("E-mail").FillAsync(ada.Email);
        await ada.Page.Button("Send the mail").ClickAsync();
        await Expect(ada.Page.Heading("Look into your mail")).ToBeVisibleAsync();

        var stranger = await NewPersonAsync("Nobody Known");
        await stranger.Page.GotoAsync("/account/forgot");
        await stranger.Page.Field("E-mail").FillAsync(stranger.Email);
        await stranger.Page.Button("Send the mail").ClickAsync();
        await Expect(stranger.Page.Heading("Look into your mail")).ToBeVisibleAsync();
        Assert.Equal(await ada.Page.Content().InnerTextAsync(), await stranger.Page.Content().InnerTextAsync());

        await ada.FollowMailAsync("Choose a new password");
        await ada.Page.Field("New password").FillAsync("short");
        await ada.Page.Button("Change the password").ClickAsync();
        await Expect(ada.Page.ErrorSummary()).ToBeVisibleAsync();
        var old = ada.Password;
        ada.Password = "another long sentence of mine";
        await ada.Page.Field("New password").FillAsync(ada.Password);
        await ada.Page.Button("Change the password").ClickAsync();
        await Expect(ada.Page.GetByText("The password is changed")).ToBeVisibleAsync();

        await ada.SignInAsync(old);
        await Expect(ada.Page.ErrorSummary()).ToBeVisibleAsync();
        await ada.SignInAsync();
        await Expect(ada.Page).ToHaveURLAsync(Host.Address + ada.Connections);
    }

    [Fact]
    public async Task A_password_is_changed_only_by_whoever_knows_it()
    {
        var ada = await NewWorkspaceAsync();
        await ada.Page.Menu("Your account").ClickAsync();
        await ada.Page.Link("Password").ClickAsync();
        await ada.Page.Field("Current password").FillAsync("not the password");
        await ada.Page.Field("New password").FillAsync("another long sentence of mine");
        await ada.Page.Button("Change the password").ClickAsync();
        await Expect(ada.Page.ErrorSummary()).ToBeVisibleAsync();
        await ada.Page.Field("Current password").FillAsync(ada.Password);
        ada.Password = "another long sentence of mine";
        await ada.Page.Field("New password").FillAsync(ada.Password);
        await ada.Page.Button("Change the password").ClickAsync();
        await Expect(ada.Page.GetByText("Your password is changed")).ToBeVisibleAsync();
        await ada.SignOutAsync();
        await ada.SignInAsync();
        await Expect(ada.Page).ToHaveURLAsync(Host.Address + ada.Connections);
    }
}
