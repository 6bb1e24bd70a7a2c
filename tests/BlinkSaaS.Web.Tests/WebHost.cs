using BlinkSaaS.TestDatabase;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Shared.Mail;
using BlinkSaaS.Web.Hosting.Database;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Web.Tests;

/// <summary>The real program on a database of its own: use it as <c>IClassFixture</c>.</summary>
public class WebHost : WebApplicationFactory<Program>, IAsyncLifetime
{
    private readonly TestDatabase.TestDatabase _database = new();

    /// <summary>The ways into the database, once it is initialized: before the program starts, too.</summary>
    protected DatabaseConnections Database => _database.Connections;

    public async ValueTask InitializeAsync() => await _database.InitializeAsync();

    public Browser Browse() => new(CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, BaseAddress = new Uri("http://localhost") }));

    /// <summary>The latest mail to somebody. Mails leave after the answer, so it is waited for.</summary>
    public async Task<DevMail> MailAsync(string recipient, string subject)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (true)
        {
            if (await NewestAsync(recipient, subject, patience.Token) is { } mail)
                return mail;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    public async Task<int> CountMailsAsync(string recipient)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AppDbContext>().DevMails.CountAsync(mail => mail.Recipient == recipient, TestContext.Current.CancellationToken);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("ConnectionStrings:BlinkSaaS", _database.Admin);
        builder.UseSetting("Secrets:Key", TestServer.Key);
        builder.UseSetting("Roles", "web");
        builder.UseSetting("Demo:Enabled", "false");
        builder.UseSetting("Sources:DropInFolder", Path.Combine(Path.GetTempPath(), "blinksaas-no-plugins"));
        builder.ConfigureServices(OutliveHost);
    }

    /// <summary>Hangfire logs through the host that was made last, even when it has ended: its loggers outlive it.</summary>
    private static void OutliveHost(IServiceCollection services) => services.AddSingleton<ILoggerFactory>(provider =>
        new LastingLoggers(new LoggerFactory(provider.GetServices<ILoggerProvider>(), provider.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>())));

    private sealed class LastingLoggers(LoggerFactory loggers) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => loggers.CreateLogger(categoryName);

        public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

        public void Dispose() { }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private async Task<DevMail?> NewestAsync(string recipient, string subject, CancellationToken cancellationToken)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AppDbContext>().DevMails.AsNoTracking()
            .Where(mail => mail.Recipient == recipient && mail.Subject == subject)
            .OrderByDescending(mail => mail.Id).FirstOrDefaultAsync(cancellationToken);
    }
}
