using BlinkSaaS.Web.Hosting.Postgres;

namespace BlinkSaaS.Web.Hosting.Database;

/// <summary>Starts the private server again when it dies under a running host, and leaves it with the last host.</summary>
public sealed partial class EmbeddedPostgresWatch(EmbeddedPostgres server, TimeProvider clock, ILogger<EmbeddedPostgresWatch> logger) : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2), clock);
        while (await WaitAsync(timer, stoppingToken))
        {
            try
            {
                var port = server.Port;
                if (!await server.ReviveAsync(stoppingToken))
                    continue;
                if (server.Port == port)
                    Revived(logger, port);
                else
                    Moved(logger, port, server.Port);
            }
            catch (Exception e) when (e is StartupException or PostgresProgramException or IOException)
            {
                StillDown(logger, e.Message);
            }
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The private PostgreSQL had stopped. It runs again on port {Port}; nothing that was saved is lost.")]
    private static partial void Revived(ILogger logger, int port);

    [LoggerMessage(Level = LogLevel.Error, Message = "The private PostgreSQL had stopped and runs again, but port {Old} is taken and it is on {New}. Start BlinkSaaS again.")]
    private static partial void Moved(ILogger logger, int old, int @new);

    [LoggerMessage(Level = LogLevel.Error, Message = "The private PostgreSQL has stopped and does not start: {Reason} Trying again.")]
    private static partial void StillDown(ILogger logger, string reason);
}
