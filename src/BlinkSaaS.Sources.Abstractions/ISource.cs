namespace BlinkSaaS.Sources;

/// <summary>
/// A tool that data is pulled from. A plugin assembly holds exactly one public class that implements this,
/// with a parameterless constructor that does nothing.
/// </summary>
/// <remarks>
/// <para>The host may call every member from several threads and may keep one instance for many pulls:
/// an implementation holds no state of a pull in fields.</para>
/// <para>Nothing here assumes that plugin and host share a process. Only types of this assembly and of the base
/// class library are exchanged; the plugin never holds a secret.</para>
/// <para>This interface never grows: a new ability is a new optional interface.</para>
/// </remarks>
public interface ISource
{
    /// <summary>Says what the source is. Pure: no input or output, no clock, the same answer at every call.</summary>
    SourceDescriptor Describe();

    /// <summary>
    /// Asks the API whose credential this is and what it sees, in as few calls as that takes.
    /// </summary>
    /// <exception cref="CredentialRejectedException">The API refuses the credential.</exception>
    /// <exception cref="AccessDeniedException">The credential is good but may not see what the source needs.</exception>
    /// <exception cref="SourceUnavailableException">The API does not answer, or not as it should.</exception>
    Task<CheckResult> CheckAsync(ISourceContext context, CancellationToken cancellationToken);

    /// <summary>
    /// Lists the streams that can be pulled with this credential, in the order in which they should be shown and pulled.
    /// Names and keys are stable; columns may grow between calls.
    /// </summary>
    IAsyncEnumerable<StreamDescriptor> DiscoverAsync(ISourceContext context, CancellationToken cancellationToken);

    /// <summary>
    /// Divides a stream into parts that may be read at the same time, each with its own checkpoint.
    /// Most streams yield <see cref="Partition.Whole"/>. The same world gives the same partitions, whatever the order.
    /// </summary>
    IAsyncEnumerable<Partition> PartitionAsync(ISourceContext context, StreamDescriptor stream, CancellationToken cancellationToken);

    /// <summary>
    /// Reads one partition of a stream from a checkpoint on, page by page as they come, without gathering them.
    /// Ends after <see cref="StreamCompleteMessage"/>; ending without one means that the read was cut short.
    /// </summary>
    /// <exception cref="CredentialRejectedException">The API refuses the credential: the whole pull stops.</exception>
    /// <exception cref="AccessDeniedException">This part cannot be seen with the credential: the stream fails with the sentence.</exception>
    /// <exception cref="SourceUnavailableException">Try again later, from the last checkpoint.</exception>
    /// <exception cref="StreamSkippedException">This stream does not exist for this account: it is skipped with the reason.</exception>
    IAsyncEnumerable<SourceMessage> ReadAsync(ISourceContext context, ReadRequest request, CancellationToken cancellationToken);
}

/// <summary>What the host gives a source to work with. Implemented by the host only, valid for one check or one pull.</summary>
public interface ISourceContext
{
    /// <summary>
    /// The only way to the network. The base address and the authorization are attached by the host; so are budget, retry,
    /// time-outs, size limits and the permitted hosts. Requests name paths relative to <see cref="SourceDescriptor.BaseAddress"/>.
    /// </summary>
    /// <remarks>
    /// Non-success answers come back as they are, for the source to read their error code, except 429, which the host waits out.
    /// Transport failures surface as <see cref="SourceUnavailableException"/>.
    /// </remarks>
    HttpClient Http { get; }

    /// <summary>What the person typed, by <see cref="CredentialField.Key"/>, without the secret fields.</summary>
    IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>The host's clock. Never ask the system's.</summary>
    TimeProvider Clock { get; }

    /// <summary>Writes a line to the pull's log, at most 2,000 characters; longer ones are cut. Never write a secret.</summary>
    void Log(SourceLogLevel level, string message);
}

/// <summary>Weight of a line of the pull's log.</summary>
public enum SourceLogLevel
{
    /// <summary>For whoever debugs the plugin; kept only when asked for.</summary>
    Debug,

    /// <summary>Worth reading.</summary>
    Information,

    /// <summary>Something a person may want to act on.</summary>
    Warning,
}
