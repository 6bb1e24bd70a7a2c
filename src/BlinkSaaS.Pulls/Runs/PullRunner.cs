namespace BlinkSaaS.Pulls;

/// <summary>Runs one pull from its lease to its end.</summary>
public sealed class PullRunner
{
    /// <summary>
    /// Reads every stream of the connection and writes what changed. Returns the result, or null where the pull did not end
    /// here: the lease was lost (nothing more was committed), or <paramref name="cancellationToken"/> asked to stop (the lease
    /// was given back and the next worker goes on at the last checkpoint).
    /// </summary>
    public Task<PullResult?> RunAsync(ClaimedPull pull, CancellationToken cancellationToken) => throw new NotImplementedException();
}
