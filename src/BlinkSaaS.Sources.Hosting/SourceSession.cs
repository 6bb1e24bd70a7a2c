namespace BlinkSaaS.Sources.Hosting;

/// <summary>What a source works with during one check or one pull, whose streams are read side by side.</summary>
public abstract class SourceSession : ISourceContext, IDisposable
{
    /// <inheritdoc />
    public abstract HttpClient Http { get; }

    /// <inheritdoc />
    public abstract IReadOnlyDictionary<string, string> Settings { get; }

    /// <inheritdoc />
    public abstract TimeProvider Clock { get; }

    /// <summary>The source that was opened.</summary>
    public abstract ISource Source { get; }

    /// <summary>What this session sent so far.</summary>
    public abstract Http.CallMeter Meter { get; }

    /// <inheritdoc />
    public abstract void Log(SourceLogLevel level, string message);

    /// <inheritdoc />
    public abstract void Dispose();
}

/// <summary>What a connection is, for the engine: which source, with what, on whose budget.</summary>
public sealed record SourceCredentials
{
    /// <summary>Key of the source.</summary>
    public required string SourceKey { get; init; }

    /// <summary>Version of the plugin that is to be used; null for the one that new connections get.</summary>
    public string? Version { get; init; }

    /// <summary>Values of the fields that are not secret.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Values of the secret fields. Never logged, never handed to the plugin.</summary>
    public required IReadOnlyDictionary<string, string> Secrets { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"SourceCredentials {{ SourceKey = {SourceKey} }}";
}

/// <summary>Opens sessions: the engine and the check use the same pipeline.</summary>
public interface ISourceSessions
{
    /// <summary>
    /// Opens a session. Its HTTP client has one handler for each concern: telemetry, errors, retry, budget, permitted hosts,
    /// authorization, limits of the answer, and the guard of the connection.
    /// </summary>
    /// <param name="credentials">Which source, with what.</param>
    /// <param name="budget">Asked before every call.</param>
    /// <param name="log">Where lines of the plugin go, cut, without secrets and at a bounded rate. Called from any thread, from several at once.</param>
    /// <exception cref="SourceNotUsableException">The plugin is missing, broken or disabled; the message says why.</exception>
    SourceSession Open(SourceCredentials credentials, Http.ICallBudget budget, Action<SourceLogLevel, string> log);
}

/// <summary>A source cannot be used now. The message is for people.</summary>
public sealed class SourceNotUsableException(string message) : Exception(message);
