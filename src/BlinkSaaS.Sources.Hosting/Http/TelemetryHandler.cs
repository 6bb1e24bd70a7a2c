using System.Diagnostics;
using System.Globalization;

namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>
/// One activity and one measurement for each request of a plugin, waits and repeats included. Neither query nor headers are
/// written down: a secret may be in them.
/// </summary>
internal sealed class TelemetryHandler(string sourceKey, TimeProvider clock) : AsyncOnlyHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var activity = SourceTelemetry.Activities.StartActivity("source.request", ActivityKind.Client);
        activity?.SetTag("blinksaas.source", sourceKey)
            .SetTag("http.request.method", request.Method.Method)
            .SetTag("server.address", request.RequestUri?.IsAbsoluteUri == true ? request.RequestUri.Host : null);
        var started = clock.GetTimestamp();
        var outcome = "defect";
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            outcome = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            activity?.SetTag("http.response.status_code", (int)response.StatusCode);
            return response;
        }
        catch (Exception problem)
        {
            outcome = OutcomeOf(problem, cancellationToken);
            activity?.SetStatus(ActivityStatusCode.Error, outcome);
            throw;
        }
        finally
        {
            var tags = new TagList { { "blinksaas.source", sourceKey }, { "blinksaas.outcome", outcome } };
            SourceTelemetry.Requests.Add(1, tags);
            SourceTelemetry.Duration.Record(clock.GetElapsedTime(started).TotalSeconds, tags);
        }
    }

    private static string OutcomeOf(Exception problem, CancellationToken cancellationToken) => problem switch
    {
        OperationCanceledException when cancellationToken.IsCancellationRequested => "cancelled",
        SourceUnavailableException => "unavailable",
        CredentialRejectedException => "rejected",
        _ => "defect",
    };
}
