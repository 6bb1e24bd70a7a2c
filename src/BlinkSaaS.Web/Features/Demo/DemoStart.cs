using System.Security.Cryptography;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Plugins;
using BlinkSaaS.Web.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Web.Features.Demo;

/// <summary>
/// Once the server listens and it is known on which addresses: opens the demo, or locks the accounts that an earlier start
/// left. Nothing of the demo can be used in Production, or where others can reach the host.
/// </summary>
public sealed partial class DemoStart(
    IServiceScopeFactory scopes, DemoState state, LoopbackOnly loopback, IOptions<DemoOptions> options, IOptions<OperatorOptions> operators,
    IConfiguration configuration, IHostApplicationLifetime lifetime, ILogger<DemoStart> logger) : IHostedService
{
    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() => _ = RunAsync(lifetime.ApplicationStopping));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            if (!loopback.IsDevelopment || !options.Value.Enabled)
            {
                if (scope.ServiceProvider.GetService<DemoSimulator>() is { } simulator)
                    await simulator.StopAsync(cancellationToken);
                await LockAsync(scope.ServiceProvider.GetRequiredService<AppDbContext>(), cancellationToken);
                return;
            }

            state.Password = ReadPassword();
            operators.Value.Emails.Add(DemoState.Operator);
            await scope.ServiceProvider.GetRequiredService<DemoWorld>().EnsureAsync(cancellationToken);
            state.Ready = true;
            Ready(logger, DemoState.Person, DemoState.Operator, state.Password);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
#pragma warning disable CA1031 // Without the demo the host serves all the same.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failed(logger, e);
        }
    }

    private string ReadPassword() => LocalFolder.ReadOrCreatePrivate(
        LocalFolder.From(configuration).Below("demo-password"), () => $"demo-{RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 8)}");

    /// <summary>Nobody signs in as a demo person, and whoever is signed in is signed out.</summary>
    private static Task<int> LockAsync(AppDbContext database, CancellationToken cancellationToken)
    {
        var stamp = Guid.NewGuid().ToString();
        return database.Users.Where(u => u.IsDemo && u.LockoutEnd != DateTimeOffset.MaxValue)
            .ExecuteUpdateAsync(u => u.SetProperty(p => p.LockoutEnd, DateTimeOffset.MaxValue).SetProperty(p => p.SecurityStamp, stamp), cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = """
        The demo is ready.
              Demo account:      {Person}
              Operator account:  {Operator}
              Password of both:  {Password}
              While it runs, ClickUp is played by the bundled simulator. Start with --Demo:Enabled=false to reach ClickUp itself.
        """)]
    private static partial void Ready(ILogger logger, string person, string @operator, string password);

    [LoggerMessage(Level = LogLevel.Error, Message = "The demo could not be opened.")]
    private static partial void Failed(ILogger logger, Exception exception);
}
