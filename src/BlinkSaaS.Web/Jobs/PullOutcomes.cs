using BlinkSaaS.Pulls;

namespace BlinkSaaS.Web.Jobs;

/// <summary>What the host does when a pull has ended.</summary>
public sealed partial class PullOutcomes(ILogger<PullOutcomes> logger) : IPullOutcomes
{
    /// <inheritdoc />
    public Task FinishedAsync(ConnectionKey key, PullResult result, CancellationToken cancellationToken)
    {
        Ended(logger, result.Number, key, result.State, result.ErrorKind);
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Pull {Number} of connection {Connection} ended: {State} {Error}")]
    private static partial void Ended(ILogger logger, int number, ConnectionKey connection, PullState state, PullErrorKind error);
}
