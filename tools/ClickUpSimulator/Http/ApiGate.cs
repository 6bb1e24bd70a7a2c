using System.Globalization;
using ClickUpSimulator.Limits;
using ClickUpSimulator.Sight;
using ClickUpSimulator.Statistics;

namespace ClickUpSimulator.Http;

/// <summary>What every call to /api passes before its endpoint: count, latency, token, rate limit, faults.</summary>
internal sealed class ApiGate(Simulator simulator, RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/api") || context.Request.Path == SignIns.SignInPages.TokenPath)
        {
            await next(context);
            return;
        }
        using var flight = simulator.Statistics.Begin();
        try
        {
            await PassAsync(context, flight);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller went away; there is nobody to answer.
        }
    }

    private async Task PassAsync(HttpContext context, CallStatistics.Flight flight)
    {
        var response = context.Response;
        response.OnStarting(() =>
        {
            // Both before the answer goes out: whoever has it may look at the figures and call again at once.
            simulator.Statistics.Record(Describe(context, response.StatusCode));
            flight.Dispose();
            return Task.CompletedTask;
        });
        // Half of the latency on the way here, half on the way back: the limiter decides in between.
        await simulator.Latency.HalfAsync(context.RequestAborted);
        response.Headers.Date = simulator.Clock.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        if (Admit(context, out var token) is { } refusal)
        {
            await simulator.Latency.HalfAsync(context.RequestAborted);
            await ((Reply)refusal).SendAsync(response, context.RequestAborted);
            return;
        }
        var fault = simulator.Faults.Next(context.Request, token!);
        await simulator.Latency.HalfAsync(context.RequestAborted);
        if (fault is null)
            await next(context);
        else
            await new FaultyAnswer(simulator, fault, next).SendAsync(context);
    }

    private ApiError? Admit(HttpContext context, out AccessToken? token)
    {
        if (Authenticate(context.Request, out token) is { } refusal)
            return refusal;
        context.Items[ApiCall.TokenKey] = token;
        var limiter = simulator.Limits.LimiterOf(token!);
        var decision = limiter.TakeCall(simulator.Clock.GetUtcNow());
        if (limiter.Settings.SendHeaders)
            WriteHeaders(context.Response.Headers, decision, limiter.Settings);
        return decision.Allowed ? null : ApiError.RateLimitReached;
    }

    private ApiError? Authenticate(HttpRequest request, out AccessToken? token)
    {
        token = null;
        var header = request.Headers.Authorization.ToString().Trim();
        if (header.Length == 0)
            return ApiError.HeaderRequired;
        var secret = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : header;
        if (simulator.Tokens.TryFindSecret(secret, out token))
            return token.IsRevoked ? ApiError.TokenInvalid : null;
        return secret.StartsWith("pk_", StringComparison.Ordinal) || !secret.Contains('_', StringComparison.Ordinal)
            ? ApiError.TokenInvalid
            : ApiError.OAuthTokenNotFound;
    }

    private static void WriteHeaders(IHeaderDictionary headers, RateDecision decision, RateLimitSettings settings)
    {
        var seconds = (decision.Reset + settings.ResetSkew).ToUnixTimeMilliseconds() / 1000.0;
        var reset = (long)(settings.ResetRoundsUp ? Math.Ceiling(seconds) : Math.Floor(seconds));
        headers["X-RateLimit-Limit"] = decision.Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = decision.Remaining.ToString(CultureInfo.InvariantCulture);
        if (settings.SendReset)
            headers["X-RateLimit-Reset"] = (settings.ResetInMilliseconds ? reset * 1000 : reset).ToString(CultureInfo.InvariantCulture);
    }

    internal static RecordedCall Describe(HttpContext context, int status)
    {
        var template = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "unknown";
        var token = context.Items[ApiCall.TokenKey] as AccessToken;
        return new RecordedCall(template, context.Request.Path + context.Request.QueryString, token?.Name, status) { Method = context.Request.Method, ContentType = context.Request.ContentType };
    }
}
