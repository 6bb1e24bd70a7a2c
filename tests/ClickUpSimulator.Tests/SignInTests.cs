using System.Net;
using System.Web;

namespace ClickUpSimulator.Tests;

/// <summary>The consent page and the token that a code gives.</summary>
public sealed class SignInTests : IDisposable
{
    private const string Redirect = "http://localhost/back";

#pragma warning disable RS0030 // A browser at the simulator's page.
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
#pragma warning restore RS0030

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task A_code_gives_a_token_once_and_the_token_sees_what_was_chosen()
    {
        await using var host = await Start.SimulatorAsync(Start.World with { ClickUpWorkspaces = 2 });
        var code = HttpUtility.ParseQueryString(new Uri(await DecideAsync(host, "allow", host.World.Workspaces[1].Id)).Query)["code"]!;
        var answer = await ExchangeAsync(host, host.App.ClientSecret, code);
        using var api = new ApiClient(host, "Bearer " + answer.Body.GetProperty("access_token").GetString());
        Assert.Equal([host.World.Workspaces[1].Id], (await api.GetAsync("v2/team")).Ids("teams"));
        Assert.Equal(HttpStatusCode.BadRequest, (await ExchangeAsync(host, host.App.ClientSecret, code)).Status);
    }

    [Fact]
    public async Task Whoever_cancels_comes_back_without_a_code()
    {
        await using var host = await Start.SimulatorAsync();
        var query = HttpUtility.ParseQueryString(new Uri(await DecideAsync(host, "deny", host.World.Workspaces[0].Id)).Query);
        Assert.Equal(("access_denied", "s t"), (query["error"], query["state"]));
        Assert.Null(query["code"]);
    }

    [Fact]
    public async Task A_wrong_client_is_refused()
    {
        await using var host = await Start.SimulatorAsync();
        Assert.Equal("OAUTH_010", (await ExchangeAsync(host, "another secret", "code")).Code);
        using var page = await http.GetAsync(new Uri(host.RootAddress, $"oauth/authorize?client_id=another&redirect_uri={Redirect}"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
    }

    private async Task<string> DecideAsync(SimulatorHost host, string decision, string workspace)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["redirect_uri"] = Redirect, ["state"] = "s t", ["decision"] = decision, ["workspace"] = workspace });
        using var answer = await http.PostAsync(new Uri(host.RootAddress, "oauth/authorize"), form, TestContext.Current.CancellationToken);
        return answer.Headers.Location!.ToString();
    }

    private static async Task<Answer> ExchangeAsync(SimulatorHost host, string secret, string code)
    {
        using var api = new ApiClient(host, "");
        return await api.PostAsync(
            new Uri(host.BaseAddress, "v2/oauth/token"), $"{{\"client_id\":\"{host.App.ClientId}\",\"client_secret\":\"{secret}\",\"code\":\"{code}\"}}");
    }
}
