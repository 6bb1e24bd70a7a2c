using System.Net.Http.Headers;

namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>Puts the handlers of a session in their order.</summary>
internal sealed class SourcePipeline
{
    public required SourceDescriptor Source { get; init; }
    public required PermittedHosts Permitted { get; init; }
    public required RequestAuthorization Authorization { get; init; }
    public required ICallBudget Budget { get; init; }
    public required CallMeter Meter { get; init; }
    public required TimeProvider Clock { get; init; }
    public required long MaxAnswerBytes { get; init; }
    public required TimeSpan CallTimeLimit { get; init; }

    public HttpClient Client(HttpMessageHandler connection, Uri baseAddress)
    {
        AsyncOnlyHandler[] fromOutside =
        [
            new TelemetryHandler(Source.Key, Clock),
            new ErrorMappingHandler(Source.Name, isTyped: Source.BaseAddressField is not null),
            new RetryHandler(Clock, Meter),
            new BudgetHandler(Source.Key, Source.RateLimit, Budget, Meter, Clock),
            new PermittedHostsHandler(Permitted),
            new AuthorizationHandler(Authorization),
            new AnswerLimitsHandler(MaxAnswerBytes, CallTimeLimit, Meter, Clock),
        ];
        var inner = connection;
        foreach (var handler in fromOutside.Reverse())
        {
            handler.InnerHandler = inner;
            inner = handler;
        }

#pragma warning disable RS0030 // The pipeline belongs to one session and one credential; the factory's belong to a name.
        var client = new HttpClient(inner, disposeHandler: false)
#pragma warning restore RS0030
        {
            BaseAddress = baseAddress,
            Timeout = Timeout.InfiniteTimeSpan, // waiting for the budget is not the API's slowness; the limit is inside
        };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("BlinkSaaS", "1.0"));
        return client;
    }
}
