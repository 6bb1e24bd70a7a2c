namespace BlinkSaaS.Sources;

/// <summary>
/// Optional, beside <see cref="ISource"/>: asks the API about single records by their key. The host uses it for records that a
/// complete walk did not bring: what is proven gone is deleted at once, instead of after a second walk without it.
/// </summary>
public interface ILooksUp
{
    /// <summary>
    /// Looks records up, in as few calls as that takes, and yields at most one message for each, in any order, as answers come:
    /// <list type="bullet">
    /// <item><see cref="DeletedMessage"/>: the API says of this very record that it is gone for good. It is deleted.</item>
    /// <item><see cref="RecordMessage"/>: it is there, and this is what it is now. It is kept and brought up to date.</item>
    /// <item>Nothing: it cannot be told, for example because the credential may not see the record any more. Left to the next
    /// complete walk. An answer that means "gone or hidden" is of this kind, unless the source can tell the two apart.</item>
    /// </list>
    /// Other messages are not sent. Ending without an answer for some is no error.
    /// </summary>
    /// <param name="context">The same as for the reads of the pull; calls are drawn from the same budget.</param>
    /// <param name="stream">The stream, as discovered.</param>
    /// <param name="missing">At least one and at most 100 records, in no order.</param>
    /// <param name="cancellationToken">The pull is asked to stop.</param>
    /// <exception cref="CredentialRejectedException">The API refuses the credential: the whole pull stops.</exception>
    /// <exception cref="SourceUnavailableException">No more can be told now; what was yielded counts.</exception>
    IAsyncEnumerable<SourceMessage> LookUpAsync(
        ISourceContext context, StreamDescriptor stream, IReadOnlyList<MissingRecord> missing, CancellationToken cancellationToken);
}

/// <summary>A record that a complete walk did not bring.</summary>
/// <param name="Key">
/// Values of the primary key as invariant text, in the order of <see cref="StreamDescriptor.PrimaryKey"/>; may be passed on as
/// <see cref="DeletedMessage.Key"/>.
/// </param>
/// <param name="Raw">The object as last received, UTF-8 JSON.</param>
public sealed record MissingRecord(IReadOnlyList<string> Key, ReadOnlyMemory<byte> Raw);
