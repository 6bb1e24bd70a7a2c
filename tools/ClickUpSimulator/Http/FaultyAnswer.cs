using ClickUpSimulator.Faults;

namespace ClickUpSimulator.Http;

/// <summary>Gives the answer that a fault asks for in place of the right one.</summary>
internal sealed class FaultyAnswer(Simulator simulator, Fault fault, RequestDelegate next)
{
    private const string Page = "<!DOCTYPE html><html><head><title>One moment</title></head><body><h1>Checking your browser</h1></body></html>";

    public Task SendAsync(HttpContext context) => fault.Kind switch
    {
        FaultKind.Status => SendErrorAsync(context, new ApiError(fault.StatusCode, "Internal server error", "APP_500")),
        FaultKind.Html => SendHtmlAsync(context.Response, context.RequestAborted),
        FaultKind.CutOff => SendHalfAsync(context),
        FaultKind.Slow => SendLateAsync(context),
        FaultKind.Reset => DropAsync(context),
        FaultKind.RepeatPage => RepeatPageAsync(context),
        FaultKind.RateLimitedWithoutHeaders => SendErrorAsync(context, ApiError.RateLimitReached, withoutHeaders: true),
        FaultKind.TokenRevoked => SendErrorAsync(context, ApiError.TokenInvalid, withoutHeaders: true),
        _ => throw new InvalidOperationException($"The fault {fault.Kind} is not known."),
    };

    private static Task SendErrorAsync(HttpContext context, ApiError error, bool withoutHeaders = false)
    {
        if (withoutHeaders)
            foreach (var name in (string[])["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"])
                context.Response.Headers.Remove(name);
        return ((Reply)error).SendAsync(context.Response, context.RequestAborted);
    }

    private static Task SendHtmlAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = "text/html; charset=utf-8";
        return response.WriteAsync(Page, cancellationToken);
    }

    private async Task SendLateAsync(HttpContext context)
    {
        await Task.Delay(fault.Delay, simulator.Clock, context.RequestAborted);
        await next(context);
    }

    private Task RepeatPageAsync(HttpContext context)
    {
        context.Items[ApiCall.PageShiftKey] = -1;
        return next(context);
    }

    private async Task SendHalfAsync(HttpContext context)
    {
        var response = context.Response;
        var connection = response.Body;
        using var whole = new MemoryStream();
        response.Body = whole;
        await next(context);
        response.Body = connection;
        response.ContentLength = whole.Length;
        await response.Body.WriteAsync(whole.GetBuffer().AsMemory(0, (int)whole.Length / 2), context.RequestAborted);
        await response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }

    private Task DropAsync(HttpContext context)
    {
        simulator.Statistics.Record(ApiGate.Describe(context, 0));
        context.Abort();
        return Task.CompletedTask;
    }
}
