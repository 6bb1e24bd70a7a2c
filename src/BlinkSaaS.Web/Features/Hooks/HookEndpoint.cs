using BlinkSaaS.Pulls;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Webhooks;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace BlinkSaaS.Web.Features.Hooks;

/// <summary>
/// Where sources send their events. An address that is unknown, one that was switched off, and a signature that is wrong are
/// answered the same: 410, after which a source sends no more. An event is a reason to look and nothing else; the same one again,
/// or many at once, come to one small pull.
/// </summary>
public sealed partial class HookEndpoint(HookRows rows, SourceCatalog catalog, ToldChanges told, HookGate gate, ILogger<HookEndpoint> logger)
{
    /// <summary>Largest body.</summary>
    public const int MostBytes = 1024 * 1024;

    private static readonly TimeSpan LongestReading = TimeSpan.FromSeconds(2);

    /// <summary>Takes a delivery.</summary>
    public async Task ReceiveAsync(HttpContext http, string source, string id)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (http.Features.Get<IStatusCodePagesFeature>() is { } pages)
            pages.Enabled = false; // a program asks: no page for it
        http.Response.StatusCode = await TakeAsync(http, source, id, http.RequestAborted);
    }

    private async Task<int> TakeAsync(HttpContext http, string source, string id, CancellationToken cancellationToken)
    {
        if (!HookAddress.IsOne(id) || catalog.Find(source) is null)
            return StatusCodes.Status410Gone;
        if (await BodyAsync(http, cancellationToken) is not { } body)
            return StatusCodes.Status413PayloadTooLarge;
        using var pass = await gate.EnterAsync(cancellationToken);
        if (pass is null)
            return StatusCodes.Status503ServiceUnavailable;
        if (await rows.FindAsync(source, id, cancellationToken) is not { IsWanted: true } row)
            return StatusCodes.Status410Gone;
        if (catalog.Find(source, row.Version)?.Source is not IReceivesWebhooks receiver)
            return StatusCodes.Status410Gone;
        // Registered and not yet committed: the source sends it again.
        if (row.Subscriptions is null)
            return StatusCodes.Status503ServiceUnavailable;
        var signature = receiver.DescribeSignature();
        if (!SignedDelivery.IsSigned(signature, row.Subscriptions.Select(one => one.Secret ?? ""), http.Request.Headers[signature.Header], body))
            return StatusCodes.Status410Gone;
        var work = await ReadAsync(receiver, source, new WebhookDelivery { Body = body, Headers = HeadersOf(http.Request) }, cancellationToken);
        await rows.NoteAsync(row, cancellationToken);
        await told.AddAsync(row.Key, work, cancellationToken);
        return StatusCodes.Status200OK;
    }

    /// <summary>The body byte for byte; null where it is too large.</summary>
    private static async Task<byte[]?> BodyAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (http.Request.ContentLength > MostBytes)
            return null;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MostBytes;
        try
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, cancellationToken);
            return body.Length > MostBytes ? null : body.ToArray();
        }
        catch (BadHttpRequestException)
        {
            return null;
        }
    }

    private static Dictionary<string, string> HeadersOf(HttpRequest request) => request.Headers
        .Where(header => !header.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase) && !header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
        .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The plugin's code: what it throws, or takes too long for, is its defect and costs one event.</summary>
    private async Task<WebhookWork> ReadAsync(IReceivesWebhooks receiver, string source, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(() => receiver.Read(delivery), cancellationToken).WaitAsync(LongestReading, TimeProvider.System, cancellationToken);
        }
#pragma warning disable CA1031 // A plugin's defect.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            NotRead(logger, source, e.GetType().FullName ?? "");
            return WebhookWork.None;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The plugin {Source} could not read an event: {Exception}")]
    private static partial void NotRead(ILogger logger, string source, string exception);
}
