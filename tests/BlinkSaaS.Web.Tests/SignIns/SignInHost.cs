using BlinkSaaS.Web.Tests.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace BlinkSaaS.Web.Tests.SignIns;

/// <summary>A host whose operator has an OAuth client, and a browser of the person at the simulated consent page.</summary>
public sealed class SignInHost : ConnectionHost
{
    public MovedClock Clock { get; } = new();

    public CapturedLogs Logs { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Sources:clickup:OAuth:ClientId", ClickUp.App.ClientId);
        builder.UseSetting("Sources:clickup:OAuth:ClientSecret", ClickUp.App.ClientSecret);
        builder.UseSetting("Sources:clickup:OAuth:AuthorizeAddress", "/oauth/authorize");
        builder.ConfigureTestServices(services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock)));
        builder.ConfigureLogging(logging => logging.AddProvider(Logs));
    }

    /// <summary>Decides on the consent page; returns where it leads back to.</summary>
    public async Task<string> DecideAsync(string authorizeAddress, bool allow = true)
    {
        var query = System.Web.HttpUtility.ParseQueryString(new Uri(authorizeAddress).Query);
        Assert.Equal(ClickUp.App.ClientId, query["client_id"]);
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
#pragma warning disable RS0030 // A browser at the simulator's page.
        using var http = new HttpClient(handler);
#pragma warning restore RS0030
        using var page = await http.GetAsync(new Uri(authorizeAddress), TestContext.Current.CancellationToken);
        Assert.Contains("Connect Workspaces", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var form = new FormUrlEncodedContent(
        [
            new("redirect_uri", query["redirect_uri"]!), new("state", query["state"]!), new("decision", allow ? "allow" : "deny"),
            .. ClickUp.World.Workspaces.Select(workspace => new KeyValuePair<string, string>("workspace", workspace.Id)),
        ]);
        using var answer = await http.PostAsync(new Uri(new Uri(authorizeAddress), "/oauth/authorize"), form, TestContext.Current.CancellationToken);
        return answer.Headers.Location!.ToString();
    }
}

/// <summary>The system's clock, moved on.</summary>
public sealed class MovedClock : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
}
