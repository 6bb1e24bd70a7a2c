using System.Text.RegularExpressions;

namespace BlinkSaaS.E2E.Product;

/// <summary>Somebody with a browser of their own, and what they do again and again.</summary>
public sealed partial class Person(IBrowserContext context, IPage page, string name)
{
    private static readonly TimeSpan MailPatience = TimeSpan.FromSeconds(60);

    public IBrowserContext Context => context;

    public IPage Page => page;

    public string Name => name;

    public string Email { get; } = $"{name.Split(' ')[0]}.{Guid.NewGuid():n}@example.com".ToLowerInvariant();

    public string Password { get; set; } = $"a long sentence {Guid.NewGuid():n}";

    /// <summary>The workspace that the person registered with.</summary>
    public string Slug { get; private set; } = "";

    public string Connections => $"/w/{Slug}/connections";

    /// <summary>Registers, confirms the address through the mail and is in the new workspace.</summary>
    public async Task RegisterAsync(string workspace)
    {
        await page.GotoAsync("/account/register");
        await page.Field("Your name").FillAsync(name);
        await page.Field("E-mail").FillAsync(Email);
        await page.Field("Password").FillAsync(Password);
        await page.Field("Workspace name").FillAsync(workspace);
        await page.Button("Create a workspace").ClickAsync();
        await Expect(page.Heading("Look into your mail")).ToBeVisibleAsync();
        await FollowMailAsync("Confirm your address");
        await page.Field("Password").FillAsync(Password);
        await page.Button("Confirm and sign in").ClickAsync();
        await page.WaitForURLAsync(WorkspaceAddress());
        Slug = WorkspaceAddress().Match(page.Url).Groups[1].Value;
    }

    /// <summary>Opens the newest mail with that subject and follows its link.</summary>
    public async Task FollowMailAsync(string subject)
    {
        var mail = page.GetByRole(AriaRole.Row).Filter(new() { HasText = Email }).GetByRole(AriaRole.Link, new() { Name = subject, Exact = true }).First;
        var started = TimeProvider.System.GetTimestamp();
        await page.GotoAsync("/dev/mail");
        while (await mail.CountAsync() == 0)
        {
            // It is on its way, and the page does not follow it by itself.
            Assert.True(TimeProvider.System.GetElapsedTime(started) < MailPatience, $"No mail '{subject}' came to {Email}.");
            await page.ReloadAsync();
        }
        await mail.ClickAsync();
        await page.GetByRole(AriaRole.Complementary).GetByRole(AriaRole.Link).Filter(new() { HasTextRegex = WebAddress() }).ClickAsync();
    }

    public async Task SignInAsync(string? password = null, string? email = null)
    {
        await page.GotoAsync("/account/sign-in");
        await page.Field("E-mail").FillAsync(email ?? Email);
        await page.Field("Password").FillAsync(password ?? Password);
        await page.Button("Sign in").ClickAsync();
    }

    public async Task SignOutAsync()
    {
        await page.Menu($"Your account, {name}").ClickAsync();
        await page.Button("Sign out").ClickAsync();
        await Expect(page.Heading("Sign in")).ToBeVisibleAsync();
    }

    /// <summary>Opens the second step for ClickUp with a new draft.</summary>
    public async Task BeginConnectionAsync(string? workspace = null)
    {
        await page.GotoAsync($"/w/{workspace ?? Slug}/connections/new");
        await page.Link("ClickUp").ClickAsync();
        await Expect(page.Heading("Set Up Credentials")).ToBeVisibleAsync();
        await Expect(page.ErrorSummary()).ToHaveCountAsync(0);
    }

    /// <summary>Adds a ClickUp connection from the first step to the last.</summary>
    public async Task AddConnectionAsync(string connection, string token, string privacy = "Shared with Workspace")
    {
        await BeginConnectionAsync();
        await page.Field("Connection Name").FillAsync(connection);
        await page.Field("API Token").FillAsync(token);
        await page.Radio(privacy).CheckAsync();
        await page.Button("Finish").ClickAsync();
        await Expect(page.GetByText("Connection created successfully")).ToBeVisibleAsync();
    }

    /// <summary>Opens a connection's own page from the listing.</summary>
    public async Task OpenConnectionAsync(string connection)
    {
        await page.GotoAsync($"{Connections}/clickup");
        await page.RowOf(connection).GetByRole(AriaRole.Link, new() { Name = connection, Exact = true }).ClickAsync();
        await Expect(page.Heading(connection)).ToBeVisibleAsync();
    }

    /// <summary>Looks at the page of a connection until its pull is done. The page follows it by itself.</summary>
    public async Task WatchPullAsync() => await Expect(page.Heading("Last pull")).ToBeVisibleAsync(new() { Timeout = 180_000 });

    [GeneratedRegex("/w/([^/]+)/connections$")]
    private static partial Regex WorkspaceAddress();

    [GeneratedRegex("^https?://")]
    private static partial Regex WebAddress();
}
