using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>
/// Repeats what only reads and failed by chance: a transport failure, 500, 502, 503 or 504 to a GET. Each try passes the
/// budget again. 429 is the budget's matter, never this handler's.
/// </summary>
internal sealed class RetryHandler(TimeProvider clock, CallMeter? meter = null) : AsyncOnlyHandler
{
    internal const int Repeats = 2;

    /// <summary>A server that asks for a longer pause gets it from whoever starts the next pull, not from a sleeping call.</summary>
    internal static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
        .AddRetry(new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = Repeats,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(500),
            MaxDelay = LongestPause,
            UseJitter = true,
            ShouldHandle = attempt => ValueTask.FromResult(IsByChance(attempt.Outcome, clock)),
            DelayGenerator = attempt => ValueTask.FromResult(PauseAskedFor(attempt.Outcome.Result, clock)),
            OnRetry = attempt =>
            {
                meter?.Repeats(clock, attempt.RetryDelay, (int?)attempt.Outcome.Result?.StatusCode);
                return ValueTask.CompletedTask;
            },
        })
        .Build();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Method == HttpMethod.Get || request.Method == HttpMethod.Head
            ? await _pipeline.ExecuteAsync(
                static async (call, token) => await call.Handler.SendOnceAsync(call.Request, token), (Handler: this, Request: request), cancellationToken)
            : await base.SendAsync(request, cancellationToken);

    private Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        base.SendAsync(request, cancellationToken);

    private static bool IsByChance(Outcome<HttpResponseMessage> outcome, TimeProvider clock) => outcome switch
    {
        { Exception: HttpRequestException { InnerException: not PrivateAddressException } } => true,
        { Result.StatusCode: HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout } =>
            PauseAskedFor(outcome.Result, clock) is not { } pause || pause <= LongestPause,
        _ => false,
    };

    private static TimeSpan? PauseAskedFor(HttpResponseMessage? response, TimeProvider clock) =>
        response is null ? null : RateHeaders.RetryAfter(response, clock.GetUtcNow());
}
