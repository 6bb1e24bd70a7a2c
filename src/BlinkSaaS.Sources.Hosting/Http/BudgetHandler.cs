using System.Diagnostics;
using System.Net;

namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>
/// Asks the budget before every call and reports the answer. A call refused with 429 is repeated when the budget permits
/// the next one, as often as it takes: how long to wait is known there and nowhere else.
/// </summary>
internal sealed class BudgetHandler(string sourceKey, RateLimit limit, ICallBudget budget, CallMeter meter, TimeProvider clock) : AsyncOnlyHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A body that is a stream could be sent once only; a refused call is sent again.
        if (request.Content is { } body)
            await body.LoadIntoBufferAsync(cancellationToken);
        while (true)
        {
            var response = await SendOnceAsync(request, cancellationToken);
            if (response is not null)
                return response;
        }
    }

    /// <summary>Null when the call was refused for its rate.</summary>
    private async Task<HttpResponseMessage?> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var permit = await AcquireAsync(cancellationToken);
        try
        {
            return await SendAsync(permit, request, cancellationToken);
        }
        finally
        {
            meter.CallEnded(clock);
        }
    }

    private async Task<CallPermit> AcquireAsync(CancellationToken cancellationToken)
    {
        meter.WaitBegan(clock);
        var granted = false;
        try
        {
            var permit = await budget.AcquireAsync(cancellationToken);
            granted = true;
            return permit;
        }
        finally
        {
            meter.WaitEnded(clock, granted);
        }
    }

    private async Task<HttpResponseMessage?> SendAsync(CallPermit permit, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var note = CallNote.Attach(request);
        var sent = clock.GetTimestamp();
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken);
        }
        catch (Exception problem) when (!note.Sent || WasNeverSent(problem))
        {
            budget.Return(permit);
            throw;
        }
        catch (Exception problem)
        {
            Settle(permit, sent, note, note.Answer);
            // Refused is refused, whether or not the body of the refusal arrived.
            if (note.Answer?.StatusCode == HttpStatusCode.TooManyRequests && problem is not OperationCanceledException)
                return null;
            throw;
        }
        Settle(permit, sent, note, response);
        if (response.StatusCode != HttpStatusCode.TooManyRequests)
            return response;
        response.Dispose();
        return null;
    }

    private void Settle(CallPermit permit, long sent, CallNote note, HttpResponseMessage? response)
    {
        meter.Sent();
        if (response?.StatusCode == HttpStatusCode.TooManyRequests)
            meter.WasRefused();
        SourceTelemetry.Calls.Add(1, new TagList { { "blinksaas.source", sourceKey }, { "http.response.status_code", (int?)response?.StatusCode } });
        var answered = note.Answer is null ? clock.GetTimestamp() : note.Answered;
        budget.Settle(permit, response is null
            ? new CallAnswer { Sent = sent, Answered = answered }
            : RateHeaders.Read(response, limit, sent, answered, clock.GetUtcNow()));
    }

    private static bool WasNeverSent(Exception problem) => problem is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError,
    };
}
