using System.Net;
using System.Text.RegularExpressions;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Features.Teams;
using BlinkSaaS.Web.Features.Workspaces;
using BlinkSaaS.Web.Tests.Account;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace BlinkSaaS.Web.Tests.Connections;

/// <summary>A workspace with one team.</summary>
public sealed record Place(long Id, string Slug, string Name, int TeamId);

/// <summary>A signed-in person in a workspace, and what they do through the pages.</summary>
public sealed partial class Actor(Place place, Guid id, string name, Browser browser)
{
    private string? _token;

    public Guid Id => id;

    public string Name => name;

    public Place Place => place;

    public Browser Browser => browser;

    public string Connections => $"/w/{place.Slug}/connections";

    public string ClickUp => $"{Connections}/clickup";

    public string Page(string connection) => $"{ClickUp}/{connection}";

    public string Settings(string connection) => $"{Page(connection)}/settings";

    public string Access(string connection) => $"{Page(connection)}/access";

    public string Data(string connection) => $"/w/{place.Slug}/data/{connection}";

    public Task<PageAnswer> OpenAsync(string url) => browser.OpenAsync(url);

    /// <summary>Has an antiforgery token, so that the next form that is sent is one request and no more.</summary>
    public async Task ReadyAsync() => _token ??= Token().Match((await browser.OpenAsync("/account/profile")).Html).Groups[1].Value;

    /// <summary>Sends fields with the person's antiforgery token, whatever form they come from.</summary>
    public async Task<PageAnswer> PostAsync(string url, Dictionary<string, string>? fields = null)
    {
        await ReadyAsync();
        using var answer = await browser.PostBareAsync(url, new(fields ?? []) { ["__RequestVerificationToken"] = _token! });
        return await PageAnswer.FromAsync(answer, url);
    }

    /// <summary>The address of a new form of Set Up Credentials, with its draft.</summary>
    public async Task<string> NewDraftAsync() => Draft().Match((await browser.OpenAsync($"{Connections}/new/clickup")).Html).Groups[1].Value;

    public Dictionary<string, string> Form(string draft, string called, string token, string privacy = "Workspace")
    {
        var fields = new Dictionary<string, string> { ["Draft"] = draft, ["Name"] = called, ["Fields[apiToken]"] = token, ["Privacy"] = privacy };
        if (privacy == "Team")
            fields["Teams"] = place.TeamId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return fields;
    }

    /// <summary>Finish, in a new form.</summary>
    public async Task<PageAnswer> FinishAsync(string called, string token, string privacy = "Workspace")
    {
        var draft = await NewDraftAsync();
        return await PostAsync($"{Connections}/new/clickup?draft={draft}", Form(draft, called, token, privacy));
    }

    /// <summary>Adds a connection, and gives its identifier.</summary>
    public async Task<string> ConnectAsync(string called, string token, string privacy = "Workspace")
    {
        var answer = await FinishAsync(called, token, privacy);
        Assert.True(answer.Status == HttpStatusCode.Redirect, answer.Text);
        Assert.StartsWith($"{ClickUp}?created=", answer.Location, StringComparison.Ordinal);
        return answer.Location!.Split('=')[1];
    }

    /// <summary>Sends one of the forms on the settings page, as it was rendered.</summary>
    public Task<PageAnswer> ChangeAsync(string connection, string handler, Dictionary<string, string> fields) =>
        browser.SendAsync(Settings(connection), fields, $"{Settings(connection)}?handler={handler}");

    /// <summary>Chooses a privacy, and saves it from the page that shows what it changes.</summary>
    public Task<PageAnswer> ShareAsync(string connection, string privacy, string? team = null) =>
        browser.SendAsync($"{Access(connection)}?Privacy={privacy}{(team is null ? "" : $"&Teams={team}")}", [], Access(connection));

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("name=\"Draft\" value=\"([a-z0-9]{12})\"")]
    private static partial Regex Draft();
}

/// <summary>Puts workspaces and people into the database, and signs people in through the page.</summary>
internal static class Stage
{
    private static readonly string PasswordHash = new PasswordHasher<AppUser>().HashPassword(null!, People.Password);

    public static async Task<Place> PlaceAsync(this WebHost host, string name = "Acme Studio")
    {
        await using var scope = host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var now = TimeProvider.System.GetUtcNow();
        var workspace = new Workspace { Slug = $"acme-{Guid.NewGuid().ToString("n")[..10]}", Name = name, CreatedAt = now };
        database.Add(workspace);
        await database.SaveChangesAsync(TestContext.Current.CancellationToken);
        var team = new Team { WorkspaceId = workspace.Id, Name = "Delivery", CreatedAt = now };
        database.Add(team);
        await database.SaveChangesAsync(TestContext.Current.CancellationToken);
        return new Place(workspace.Id, workspace.Slug, name, team.Id);
    }

    public static async Task<Actor> ActorAsync(this WebHost host, Place place, MemberRole role = MemberRole.Member, bool inTeam = true, string name = "Mara Quill", Browser? browser = null)
    {
        var (id, email, now) = (Guid.NewGuid(), People.NewEmail(), TimeProvider.System.GetUtcNow());
        await using (var scope = host.Services.CreateAsyncScope())
        {
            var database = scope.ServiceProvider.GetRequiredService<AppDbContext>();
            database.Add(new AppUser
            {
                Id = id, DisplayName = name, CreatedAt = now, Email = email, UserName = email, NormalizedEmail = email.ToUpperInvariant(), NormalizedUserName = email.ToUpperInvariant(),
                EmailConfirmed = true, LockoutEnabled = true, SecurityStamp = Guid.NewGuid().ToString(), PasswordHash = PasswordHash,
            });
            database.Add(new Member { WorkspaceId = place.Id, UserId = id, Role = role, JoinedAt = now });
            if (inTeam)
                database.Add(new TeamMember { WorkspaceId = place.Id, TeamId = place.TeamId, UserId = id, AddedAt = now });
            await database.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        browser ??= host.Browse();
        Assert.Equal("/", (await browser.SignInAsync(email)).Location);
        return new Actor(place, id, name, browser);
    }
}
