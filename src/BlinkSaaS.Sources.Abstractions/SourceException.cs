namespace BlinkSaaS.Sources;

/// <summary>
/// A failure that says what to do. <see cref="Exception.Message"/> is shown to people: what is, then what they can do next,
/// without secrets and without internals. Every other exception is a defect of the plugin and shown as such.
/// </summary>
public abstract class SourceException : Exception
{
    private protected SourceException(string message, Exception? inner = null) : base(message, inner) { }
}

/// <summary>The API refuses the credential: ask the person for a new one, and make no more calls with this one.</summary>
public sealed class CredentialRejectedException(string message) : SourceException(message);

/// <summary>The credential is good but may not see this: tell the person what it cannot see.</summary>
public sealed class AccessDeniedException(string message) : SourceException(message);

/// <summary>The API does not answer, or not as it should: try again later, from the last checkpoint.</summary>
public sealed class SourceUnavailableException(string message, TimeSpan? retryAfter = null, Exception? inner = null)
    : SourceException(message, inner)
{
    /// <summary>How long to wait at least, where the API said so.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>This stream does not exist for this account (plan, switched off): go on without it and show the reason.</summary>
public sealed class StreamSkippedException(string message) : SourceException(message);
