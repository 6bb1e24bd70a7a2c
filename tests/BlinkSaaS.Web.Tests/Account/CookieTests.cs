using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace BlinkSaaS.Web.Tests.Account;

/// <summary>Every cookie of a program whose address is https.</summary>
public sealed class CookieTests(CookieTests.SecureHost host) : IClassFixture<CookieTests.SecureHost>
{
    [Fact]
    public async Task All_are_bound_to_this_host_and_to_https()
    {
        using var browser = new Browser(host.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, BaseAddress = new Uri("https://localhost") }));
        var form = await browser.OpenAsync("/account/register");
        var email = People.NewEmail();
        await browser.RegisterAsync(email);
        var confirmed = await browser.SendAsync(await host.LinkAsync(email, "Confirm your address"), new() { ["Password"] = People.Password });
        var saved = await browser.SendAsync("/account/profile", new() { ["Name"] = "Mara Finch" }, "/account/profile?handler=Name");

        var cookies = new[] { form, confirmed, saved }.SelectMany(answer => answer.Headers["Set-Cookie"]).Where(cookie => !cookie.Contains("=;", StringComparison.Ordinal)).ToList();
        Assert.Superset(new HashSet<string> { "__Host-blinksaas", "__Host-blinksaas-known", "__Host-blinksaas-form", "__Host-blinksaas-told" }, cookies.Select(cookie => cookie.Split('=')[0]).ToHashSet());
        Assert.All(cookies, cookie =>
        {
            Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
            Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; path=/;", cookie + ";", StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
        });
    }

    /// <summary>The program as its public address names it.</summary>
    public sealed class SecureHost : WebHost
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("PublicUrl", "https://localhost");
        }
    }
}
