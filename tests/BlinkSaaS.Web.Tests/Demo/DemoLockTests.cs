using System.Net;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account;
using BlinkSaaS.Web.Features.Demo;
using BlinkSaaS.Web.Jobs;
using BlinkSaaS.Web.Tests.Account;
using BlinkSaaS.Web.Tests.Connections;
using BlinkSaaS.Web.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BlinkSaaS.Web.Tests.Demo;

/// <summary>Demo accounts of an earlier start, in a host that others may be able to reach.</summary>
public abstract class DemoLockTests(DemoLockTests.Left host)
{
    /// <summary>A database with an open demo account in it, before the program starts.</summary>
    public abstract class Left : WebHost, IAsyncLifetime
    {
        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await using var database = AppDbContextFactory.Create(Database.Owner);
            database.Add(new AppUser
            {
                Id = Guid.NewGuid(), DisplayName = "Mara Quill", IsDemo = true, CreatedAt = TimeProvider.System.GetUtcNow(), LockoutEnabled = true, EmailConfirmed = true,
                Email = DemoState.Person, UserName = DemoState.Person, NormalizedEmail = DemoState.Person.ToUpperInvariant(), NormalizedUserName = DemoState.Person.ToUpperInvariant(),
                SecurityStamp = "the stamp of an open session", PasswordHash = new PasswordHasher<AppUser>().HashPassword(null!, Account.People.Password),
            });
            await database.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Demo:Enabled", "true");
        }
    }

    /// <summary>The test server listens on no address, so that nobody can say it is loopback.</summary>
    public sealed class Reachable : Left;

    public sealed class InProduction : Left
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseEnvironment("Production");
            builder.UseSetting("PublicUrl", "https://blink.example.com");
            builder.UseSetting("Mail:Smtp:Host", "smtp.example.com");
            builder.UseSetting("Mail:From", "BlinkSaaS <no-reply@example.com>");
        }
    }

    [Fact]
    public async Task The_accounts_are_locked_and_whoever_is_signed_in_is_signed_out()
    {
        await using var scope = host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        await Eventually.TrueAsync(() => database.Users.AnyAsync(user => user.IsDemo && user.LockoutEnd == DateTimeOffset.MaxValue, TestContext.Current.CancellationToken), "the account is locked");

        Assert.DoesNotContain("the stamp of an open session", await database.Users.Where(user => user.IsDemo).Select(user => user.SecurityStamp).ToListAsync(TestContext.Current.CancellationToken));
        using var browser = host.Browse();
        var answer = await browser.SignInAsync(DemoState.Person);
        Assert.Null(answer.Location);
        Assert.Contains("do not open an account", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_the_demo_is_shown_or_made()
    {
        using var browser = host.Browse();
        Assert.DoesNotContain(DemoState.Domain, (await browser.OpenAsync("/account/sign-in")).Html, StringComparison.Ordinal);
        Assert.False(host.Services.GetRequiredService<DemoState>().Ready);
        Assert.Equal("", host.Services.GetRequiredService<DemoState>().Password);
        await using var scope = host.Services.CreateAsyncScope();
        Assert.False(await scope.ServiceProvider.GetRequiredService<AppDbContext>().Workspaces.AnyAsync(workspace => workspace.IsDemo, TestContext.Current.CancellationToken));
    }
}

public sealed class DemoWhereOthersMayReachTheHostTests(DemoLockTests.Reachable host) : DemoLockTests(host), IClassFixture<DemoLockTests.Reachable>;

public sealed class DemoInProductionTests(DemoLockTests.InProduction host) : DemoLockTests(host), IClassFixture<DemoLockTests.InProduction>
{
    [Fact]
    public async Task Kept_mails_are_not_there()
    {
        using var browser = host.Browse();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync("/dev/mail")).Status);
    }

    [Theory]
    [InlineData("Production", true, false)]
    [InlineData("Staging", true, false)]
    [InlineData("Development", false, false)]
    [InlineData("Development", true, true)]
    public void The_simulator_is_registered_in_Development_alone(string environment, bool enabled, bool registered)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Demo:Enabled", enabled.ToString())]).Build();
        var services = new ServiceCollection().AddDemo(configuration, new NamedEnvironment(environment), new NodeRoles(Web: true, Worker: true));
        Assert.Equal(registered, services.Any(service => service.ServiceType == typeof(DemoSimulator)));
    }
}
