namespace BlinkSaaS.Sources;

/// <summary>
/// Optional, beside <see cref="ISource"/>: a source whose API can tell of changes by itself. An event is only ever a reason to
/// look: the host checks its signature, asks <see cref="Read"/> what it is about, and pulls that. What an event says of a record
/// is never written, so that a repeated, late or invented one does no harm; and pulls by the clock find what events missed.
/// </summary>
public interface IReceivesWebhooks
{
    /// <summary>How deliveries are signed. Pure, as <see cref="ISource.Describe"/>.</summary>
    WebhookSignature DescribeSignature();

    /// <summary>
    /// Sees to it that the API sends its events to an address: makes what is missing, renews what the API has suspended or what
    /// fails, removes what goes to the same address twice. Called when a person switches webhooks on, and again about every hour:
    /// where all is well it changes nothing, in as few calls as that takes.
    /// </summary>
    /// <param name="context">As for a check.</param>
    /// <param name="address">Where events are to be sent: an absolute address of this connection alone.</param>
    /// <param name="known">What the call before this one returned, without the secrets; empty at first.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>
    /// All that there are now, at least one. <see cref="WebhookSubscription.Secret"/> is null where the host's is still good; one
    /// whose secret the host cannot have has to be made anew.
    /// </returns>
    /// <exception cref="CredentialRejectedException">The API refuses the credential.</exception>
    /// <exception cref="AccessDeniedException">The credential may not make webhooks: the sentence says who could.</exception>
    /// <exception cref="SourceUnavailableException">The API does not answer as it should; the host tries again later.</exception>
    Task<IReadOnlyList<WebhookSubscription>> SubscribeAsync(
        ISourceContext context, Uri address, IReadOnlyList<WebhookSubscription> known, CancellationToken cancellationToken);

    /// <summary>Removes all that sends to an address. One that is gone already is no error.</summary>
    /// <param name="context">As for a check.</param>
    /// <param name="address">As for <see cref="SubscribeAsync"/>.</param>
    /// <param name="known">As for <see cref="SubscribeAsync"/>.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="SourceException">As <see cref="SubscribeAsync"/>.</exception>
    Task UnsubscribeAsync(ISourceContext context, Uri address, IReadOnlyList<WebhookSubscription> known, CancellationToken cancellationToken);

    /// <summary>
    /// What an event is about. Pure: no input or output, no clock. The signature has been checked. A body that is none of the
    /// API's, or an event that concerns no stream, is <see cref="WebhookWork.None"/>, never an exception.
    /// </summary>
    /// <param name="delivery">What came.</param>
    WebhookWork Read(WebhookDelivery delivery);
}

/// <summary>What the API sent to the address of a subscription.</summary>
public sealed record WebhookDelivery
{
    /// <summary>The body, byte for byte as received, at most 1 MB.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Its headers, whose names are looked up without regard to case; several values of one are joined by a comma.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}

/// <summary>
/// Where the signature of a delivery stands: the HMAC of the body, byte for byte as received, keyed with the UTF-8 bytes of a
/// subscription's secret. The host computes and compares it.
/// </summary>
/// <param name="Header">Name of the header.</param>
/// <param name="Hash">The hash function.</param>
/// <param name="Encoding">How the hash is written.</param>
/// <param name="Prefix">What stands before it in the header, such as <c>sha256=</c>.</param>
public sealed record WebhookSignature(
    string Header, WebhookHash Hash = WebhookHash.Sha256, WebhookEncoding Encoding = WebhookEncoding.Hex, string Prefix = "");

/// <summary>Hash function of a signature.</summary>
public enum WebhookHash
{
    /// <summary>SHA-256.</summary>
    Sha256,

    /// <summary>SHA-512.</summary>
    Sha512,
}

/// <summary>How a hash is written.</summary>
public enum WebhookEncoding
{
    /// <summary>Hexadecimal digits of either case.</summary>
    Hex,

    /// <summary>Base64.</summary>
    Base64,
}

/// <summary>A webhook that the API has.</summary>
/// <param name="Id">The API's own identifier, at most 200 characters.</param>
/// <param name="Scope">What it covers, such as the identifier of an account's part; empty for everything. At most 200 characters.</param>
/// <param name="Secret">
/// What its deliveries are signed with. The host keeps it encrypted and never hands it back: null in what the plugin is given, and
/// in an answer where it has not changed.
/// </param>
public sealed record WebhookSubscription(string Id, string Scope, string? Secret)
{
    /// <inheritdoc />
    public override string ToString() => $"WebhookSubscription {{ Id = {Id}, Scope = {Scope} }}";
}

/// <summary>What has to be read because of an event.</summary>
public sealed record WebhookWork
{
    /// <summary>Nothing.</summary>
    public static WebhookWork None { get; } = new();

    /// <summary>Names of streams in which something is new or changed: those of them that the connection pulls are read from their checkpoints.</summary>
    public IReadOnlyList<string> Changed { get; init; } = [];

    /// <summary>Records that are said to be gone: they are looked up (<see cref="ILooksUp"/>), and deleted where that proves it.</summary>
    public IReadOnlyList<WebhookKey> Gone { get; init; } = [];
}

/// <summary>A record that an event names.</summary>
/// <param name="Stream">Name of its stream.</param>
/// <param name="Key">Values of the primary key as invariant text, in the order of <see cref="StreamDescriptor.PrimaryKey"/>.</param>
public sealed record WebhookKey(string Stream, IReadOnlyList<string> Key);
