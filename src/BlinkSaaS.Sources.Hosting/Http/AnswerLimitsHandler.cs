using System.Buffers;

namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>
/// Reads the whole answer within its limits of size and time, so that whatever goes wrong with a body goes wrong here, where
/// it can be repeated and explained, and not in the middle of a plugin.
/// </summary>
internal sealed class AnswerLimitsHandler(long maxBytes, TimeSpan timeLimit, CallMeter meter, TimeProvider clock) : AsyncOnlyHandler
{
    private const int FirstGuess = 256 * 1024;
    private const int SmallestPart = 16 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var timeOut = new CancellationTokenSource(timeLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeOut.Token);
        HttpResponseMessage? response = null;
        try
        {
            var note = CallNote.Of(request);
            note?.Sent = true;
            response = await base.SendAsync(request, either.Token);
            note?.HeadersCame(response, clock.GetTimestamp());
            await BufferAsync(response, either.Token);
            return response;
        }
        catch (Exception problem)
        {
            response?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw problem switch
            {
                OperationCanceledException or IOException or HttpRequestException when timeOut.IsCancellationRequested => new CallTimedOutException(timeLimit),
                // The connection's own time limit; the call was never sent.
                OperationCanceledException => new HttpRequestException(HttpRequestError.ConnectionError, "The connection took too long.", problem),
                InvalidDataException => new HttpRequestException(HttpRequestError.InvalidResponse, "The answer cannot be decompressed.", problem),
                HttpIOException broken => new HttpRequestException(broken.HttpRequestError, "The answer broke off.", problem),
                IOException => new HttpRequestException(HttpRequestError.ResponseEnded, "The answer broke off.", problem),
                _ => System.Runtime.ExceptionServices.ExceptionDispatchInfo.SetCurrentStackTrace(problem),
            };
        }
    }

    private async Task BufferAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var received = response.Content;
        if (received.Headers.ContentLength > maxBytes)
            throw new AnswerTooLargeException(maxBytes);
        var body = new ArrayBufferWriter<byte>((int)Math.Clamp(received.Headers.ContentLength ?? 0, SmallestPart, FirstGuess));
        await using var stream = await received.ReadAsStreamAsync(cancellationToken);
        int read;
        while ((read = await stream.ReadAsync(body.GetMemory(SmallestPart), cancellationToken)) > 0)
        {
            meter.Received(read);
            body.Advance(read);
            if (body.WrittenCount > maxBytes)
                throw new AnswerTooLargeException(maxBytes);
        }
        response.Content = Buffered(body, received);
        received.Dispose();
    }

    private static ReadOnlyMemoryContent Buffered(ArrayBufferWriter<byte> body, HttpContent received)
    {
        var content = new ReadOnlyMemoryContent(body.WrittenMemory);
        foreach (var (name, values) in received.Headers.NonValidated)
            if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                content.Headers.TryAddWithoutValidation(name, values);
        return content;
    }
}
