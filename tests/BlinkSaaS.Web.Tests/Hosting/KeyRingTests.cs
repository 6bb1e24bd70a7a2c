using BlinkSaaS.Web.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlinkSaaS.Web.Tests.Hosting;

public sealed class KeyRingTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Keys_in_the_database_are_wrapped()
    {
        host.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect("text");
        await using var scope = host.Services.CreateAsyncScope();
        var keys = await scope.ServiceProvider.GetRequiredService<AppDbContext>().DataProtectionKeys.Select(key => key.Xml!).ToListAsync(TestContext.Current.CancellationToken);

        Assert.NotEmpty(keys);
        Assert.All(keys, xml =>
        {
            Assert.Contains("<wrapped", xml, StringComparison.Ordinal);
            Assert.Contains("BlinkSaaS.Web.Hosting.Secrets.WrappingDecryptor", xml, StringComparison.Ordinal);
            Assert.DoesNotContain("masterKey", xml, StringComparison.Ordinal);
            Assert.DoesNotContain("<value>", xml, StringComparison.Ordinal);
        });
    }
}
