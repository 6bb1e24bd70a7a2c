namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>
/// Reads the whole answer within its limits of size (after decompression) and time, so that whatever goes wrong with a body
/// goes wrong here, where it can be repeated and explained, and not in the middle of a plugin.
/// </summary>
internal sealed class AnswerLimitsHandler(long maxBytes, TimeSpan timeLimit, CallMeter meter, TimeProvider clock) : AsyncOnlyHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var timeOut = new CancellationTokenSource(timeLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeOut.Token);
        var note = CallNote.Of(request);
        HttpResponseMessage? response = null;
        try
        {
            note?.Sent = true;
            response = await base.SendAsync(request, either.Token);
            note?.HeadersCame(response, clock.GetTimestamp());
            await response.Content.LoadIntoBufferAsync(maxBytes, either.Token);
            meter.Received((await response.Content.ReadAsStreamAsync(either.Token)).Length);
            return response;
        }
        catch (Exception problem)
        {
            response?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            if (Explained(problem, timeOut.IsCancellationRequested) is { } explained)
                throw explained;
            throw;
        }
    }

    private Exception? Explained(Exception problem, bool timedOut) => problem switch
    {
        OperationCanceledException or IOException or HttpRequestException when timedOut => new CallTimedOutException(timeLimit),
        // Neither ours nor the caller's: the connection's own time limit. The call was never sent.
        OperationCanceledException => new HttpRequestException(HttpRequestError.ConnectionError, "The connection took too long.", problem),
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => new AnswerTooLargeException(maxBytes),
        InvalidDataException => new HttpRequestException(HttpRequestError.InvalidResponse, "The answer cannot be decompressed.", problem),
        IOException => new HttpRequestException(HttpRequestError.ResponseEnded, "The answer broke off.", problem),
        _ => null,
    };
}
