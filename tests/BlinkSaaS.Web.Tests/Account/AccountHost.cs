using System.Text.RegularExpressions;
using BlinkSaaS.Web.Data;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;

namespace BlinkSaaS.Web.Tests.Account;

/// <summary>The real clock, moved forward at will.</summary>
public sealed class MovedClock : TimeProvider
{
    private TimeSpan _ahead;

    public void Advance(TimeSpan by) => _ahead += by;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;
}

/// <summary>The program with a clock that tests move, and with people who have an authenticator app.</summary>
public sealed partial class AccountHost : WebHost
{
    public MovedClock Clock { get; } = new();

    public Browser BrowseAs(string agent, string scheme = "http")
    {
        var client = CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, BaseAddress = new Uri($"{scheme}://localhost") });
        client.DefaultRequestHeaders.UserAgent.ParseAdd(agent);
        return new Browser(client);
    }

    /// <summary>Sends a bare cookie, as somebody who stole it would.</summary>
    public async Task<PageAnswer> OpenWithCookieAsync(string url, string cookie)
    {
        using var client = CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = false, BaseAddress = new Uri("http://localhost") });
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { { "Cookie", cookie } } };
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await PageAnswer.FromAsync(response, url);
    }

    /// <summary>Sets up an app, and gives its key and the recovery codes.</summary>
    public async Task<App> SetUpAppAsync(Browser browser)
    {
        var page = await browser.OpenAsync("/account/authenticator");
        var key = Base32Encoding.ToBytes(Key().Match(page.Html).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal));
        var offer = Offer().Match(page.Html).Groups[1].Value;
        var code = new App(key, [], Clock).Code();
        var done = await browser.SendAsync("/account/authenticator", new() { ["Code"] = code, ["Offer"] = offer });
        Assert.Contains("Keep your recovery codes", done.Text, StringComparison.Ordinal);
        return new App(key, [.. Recovery().Matches(done.Html).Select(match => match.Groups[1].Value)], Clock) { SetUpWith = code };
    }

    public async Task<T> AskAsync<T>(Func<AppDbContext, Task<T>> question)
    {
        await using var scope = Services.CreateAsyncScope();
        return await question(scope.ServiceProvider.GetRequiredService<AppDbContext>());
    }

    /// <summary>The first column of what the owner of all tables reads.</summary>
    public async Task<List<object>> RowsAsync(string query)
    {
        await using var connection = new Npgsql.NpgsqlConnection(Database.Owner);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
#pragma warning disable CA2100 // Constants of the tests.
        await using var command = new Npgsql.NpgsqlCommand(query, connection);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<object>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(reader.GetValue(0));
        return rows;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(Clock));
    }

    [GeneratedRegex("id=\"key\">([A-Z2-7 ]+)<")]
    private static partial Regex Key();

    [GeneratedRegex("name=\"Offer\" value=\"([^\"]+)\"")]
    private static partial Regex Offer();

    [GeneratedRegex("<li>([a-z0-9]{5}-[a-z0-9]{5})</li>")]
    private static partial Regex Recovery();
}

/// <summary>An authenticator app, as the person's phone has it.</summary>
public sealed class App(byte[] key, IReadOnlyList<string> recoveryCodes, TimeProvider clock)
{
    public byte[] Key => key;

    public IReadOnlyList<string> RecoveryCodes => recoveryCodes;

    /// <summary>The code that proved the app when it was set up.</summary>
    public string SetUpWith { get; init; } = "";

    /// <summary>What the app shows now, or some half minutes later.</summary>
    public string Code(int stepsLater = 0) => new Totp(key).ComputeTotp(clock.GetUtcNow().UtcDateTime.AddSeconds(30 * stepsLater));
}
