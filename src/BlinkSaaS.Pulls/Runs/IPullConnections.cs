using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;

namespace BlinkSaaS.Pulls;

/// <summary>Opens a connection for a pull. Implemented by the host, which alone can decrypt.</summary>
public interface IPullConnections
{
    /// <summary>
    /// The connection's credentials, or null where it is gone or may not be pulled any more: the pull then ends cancelled.
    /// </summary>
    /// <exception cref="SourceNotUsableException">The plugin is missing, broken or disabled.</exception>
    Task<PullConnection?> OpenAsync(ConnectionKey key, CancellationToken cancellationToken);
}

/// <summary>What a pull works with.</summary>
/// <param name="Credentials">Which source, with what.</param>
/// <param name="BudgetKey">The same for all connections that use the same token; reveals nothing of it.</param>
/// <param name="RateLimit">What the source declares: <see cref="SourceDescriptor.RateLimit"/>.</param>
public sealed record PullConnection(SourceCredentials Credentials, string BudgetKey, RateLimit RateLimit)
{
    /// <summary>Names of the streams that a person chose; null for those that the source selects by default.</summary>
    public IReadOnlySet<string>? Streams { get; init; }

    /// <summary>Names of the streams that a small pull reads; null where it is none.</summary>
    internal IReadOnlySet<string>? Only { get; init; }

    /// <summary>Whether a stream is pulled.</summary>
    public bool Pulls(StreamDescriptor stream) =>
        (Streams?.Contains(stream.Name) ?? stream.SelectedByDefault) && Only?.Contains(stream.Name) != false;
}

/// <summary>Told when a pull has ended. Implemented by the host (mails, notices). A crash right after the end leaves it untold.</summary>
public interface IPullOutcomes
{
    /// <summary>A pull ended; its row is committed.</summary>
    Task FinishedAsync(ConnectionKey key, PullResult result, CancellationToken cancellationToken);
}

/// <summary>How a pull ended.</summary>
public sealed record PullResult
{
    /// <summary>Number of the pull within its connection.</summary>
    public required int Number { get; init; }

    /// <summary>Done, failed or cancelled.</summary>
    public required PullState State { get; init; }

    /// <summary>What kind of trouble, if any.</summary>
    public PullErrorKind ErrorKind { get; init; }

    /// <summary>The trouble in words a person can act on.</summary>
    public string? Error { get; init; }

    /// <summary>Why this pull was the last one until a person acts; null where pulls go on.</summary>
    public PauseReason? Pause { get; init; }

    /// <summary>Pulls in a row that did not bring everything, this one with them.</summary>
    public int Failures { get; init; }

    /// <summary>Whether the schedule was paused because the credential was rejected by this pull.</summary>
    public bool PausedForCredential => Pause == PauseReason.Credential;
}
