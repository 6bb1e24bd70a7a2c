using System.Net;
using System.Text.RegularExpressions;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Web.Tests.Account;
using Microsoft.Extensions.DependencyInjection;

namespace BlinkSaaS.Web.Tests.Plugins;

public sealed class PluginsPageTests(PluginsHost host) : IClassFixture<PluginsHost>
{
    [Fact]
    public async Task A_dropped_plugin_is_listed_approved_connected_changed_disabled_and_enabled()
    {
        var browser = await host.OperatorAsync();
        Assert.Contains("comes with BlinkSaaS", (await browser.OpenAsync("/plugins")).Text, StringComparison.Ordinal);
        var folder = host.Drop("Good", "good");

        var waiting = await host.WaitForAsync(page => HashOf(page, "good") is not null);
        Assert.Contains("Waiting for approval", waiting.Text, StringComparison.Ordinal);
        Assert.Contains("BlinkSaaS tests", waiting.Text, StringComparison.Ordinal);
        Assert.Contains("api.example.com", waiting.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Cards(await OfMemberAsync()), text => text.Contains("Test good", StringComparison.Ordinal));

        Assert.Equal("/plugins", (await browser.SendAsync("/plugins", Good(waiting), "/plugins?handler=Approve")).Location);
        var active = await browser.OpenAsync("/plugins");
        Assert.Contains("Approved by operator@example.com", active.Text, StringComparison.Ordinal);
        Assert.Contains(Cards(await OfMemberAsync()), text => text.Contains("Test good", StringComparison.Ordinal));

        await File.AppendAllTextAsync(Path.Combine(folder, "guide.md"), "Changed.", TestContext.Current.CancellationToken);
        var changed = await host.WaitForAsync(page => page.Text.Contains("not those that were approved", StringComparison.Ordinal));
        await browser.SendAsync("/plugins", Good(changed), "/plugins?handler=Approve");

        await browser.SendAsync("/plugins", new() { ["key"] = "good", ["version"] = "1.0.0" }, "/plugins?handler=Disable");
        Assert.Contains("Disabled by operator@example.com", (await browser.OpenAsync("/plugins")).Text, StringComparison.Ordinal);
        Assert.Null(host.Services.GetRequiredService<SourceCatalog>().Find("good"));
        await browser.SendAsync("/plugins", Good(await browser.OpenAsync("/plugins")), "/plugins?handler=Enable");
        Assert.NotNull(host.Services.GetRequiredService<SourceCatalog>().Find("good"));
    }

    [Fact]
    public async Task What_is_approved_is_what_was_shown()
    {
        host.Drop("Able", "able");
        await host.WaitForAsync(page => page.Text.Contains("Test able", StringComparison.Ordinal));
        var browser = await host.OperatorAsync();

        await browser.SendAsync("/plugins", new() { ["key"] = "able", ["version"] = "1.0.0", ["hash"] = new string('0', 64) }, "/plugins?handler=Approve");

        Assert.Contains("it was not approved", (await browser.OpenAsync("/plugins")).Text, StringComparison.Ordinal);
        Assert.Null(host.Services.GetRequiredService<SourceCatalog>().Find("able"));
    }

    [Fact]
    public async Task Nobody_else_sees_it_or_decides()
    {
        var (browser, _) = await host.JoinAsync();
        using (browser)
        {
            Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync("/plugins")).Status);
            var token = (await browser.OpenAsync("/account/password")).Html.Split("__RequestVerificationToken\" type=\"hidden\" value=\"")[1].Split('"')[0];
            foreach (var handler in new[] { "Approve", "Disable", "Enable" })
            {
                using var answer = await browser.PostBareAsync($"/plugins?handler={handler}", new() { ["__RequestVerificationToken"] = token, ["key"] = "clickup", ["version"] = "1.0.0" });
                Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            }
        }

        Assert.NotNull(host.Services.GetRequiredService<SourceCatalog>().Find("clickup"));
    }

    private async Task<PageAnswer> OfMemberAsync()
    {
        var browser = await host.OperatorAsync();
        var start = await browser.OpenAsync("/");
        return await browser.OpenAsync($"{start.Location}/new");
    }

    /// <summary>What the form of that plugin sends: the page lists others, too.</summary>
    private static Dictionary<string, string> Good(PageAnswer page) => new() { ["key"] = "good", ["version"] = "1.0.0", ["hash"] = HashOf(page, "good") ?? "" };

    private static string? HashOf(PageAnswer page, string key) =>
        Regex.Match(page.Html, $"name=\"key\" value=\"{key}\"[^\n]*name=\"hash\" value=\"([0-9a-f]+)\"") is { Success: true } match ? match.Groups[1].Value : null;

    private static string[] Cards(PageAnswer page)
    {
        Assert.Equal(HttpStatusCode.OK, page.Status);
        return page.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
