using System.Text.RegularExpressions;

namespace BlinkSaaS.Web.Tests.Account;

/// <summary>What a person does with an account, through the pages.</summary>
internal static partial class People
{
    public const string Password = "a long sentence 7";

    public static string NewEmail() => $"p{Guid.NewGuid():n}@example.com";

    public static Task<PageAnswer> RegisterAsync(this Browser browser, string email, string password = Password, string name = "Mara Quill", string workspace = "Acme Studio") =>
        browser.SendAsync("/account/register", new() { ["Name"] = name, ["Email"] = email, ["Password"] = password, ["Workspace"] = workspace });

    public static Task<PageAnswer> SignInAsync(this Browser browser, string email, string password = Password, string query = "") =>
        browser.SendAsync("/account/sign-in" + query, new() { ["Email"] = email, ["Password"] = password });

    public static async Task<string> LinkAsync(this WebHost host, string email, string subject) =>
        new Uri(Link().Match((await host.MailAsync(email, subject)).Text).Value).PathAndQuery;

    /// <summary>A person with a confirmed address, signed in.</summary>
    public static async Task<(Browser Browser, string Email)> JoinAsync(this WebHost host)
    {
        var (browser, email) = (host.Browse(), NewEmail());
        await browser.RegisterAsync(email);
        var confirmed = await browser.SendAsync(await host.LinkAsync(email, "Confirm your address"), new() { ["Password"] = Password });
        Assert.Equal("/", confirmed.Location);
        return (browser, email);
    }

    [GeneratedRegex(@"https?://\S+")]
    private static partial Regex Link();
}
