using System.Text.RegularExpressions;
using ClickUpSimulator.Faults;

namespace ClickUpSimulator.Http;

/// <summary>Gives the answer that a fault asks for in place of the right one.</summary>
internal sealed partial class FaultyAnswer(Simulator simulator, Fault fault, RequestDelegate next)
{
    private const string Page = "<!DOCTYPE html><html><head><title>One moment</title></head><body><h1>Checking your browser</h1></body></html>";

    private const int PaddedSize = 50 * 1024 * 1024;

    public Task SendAsync(HttpContext context) => fault.Kind switch
    {
        FaultKind.Status => SendErrorAsync(context, new ApiError(fault.StatusCode, "Internal server error", "APP_500")),
        FaultKind.Html => SendHtmlAsync(context.Response, context.RequestAborted),
        FaultKind.CutOff => SendHalfAsync(context),
        FaultKind.Slow => SendLateAsync(context),
        FaultKind.Reset => DropAsync(context),
        FaultKind.RepeatPage => RepeatPageAsync(context),
        FaultKind.RateLimitedWithoutHeaders => SendErrorAsync(context, ApiError.RateLimitReached, withoutHeaders: true),
        FaultKind.Truncated => RewriteAsync(context, whole => whole[..(whole.Length / 2)]),
        FaultKind.Malformed => RewriteAsync(context, whole => [.. whole[..(whole.Length / 2)], .. ",,"u8, .. whole[(whole.Length / 2)..]]),
        FaultKind.Padded => RewriteAsync(context, Padded),
        FaultKind.Drift => RewriteAsync(context, Drifted),
        FaultKind.Drip => DripAsync(context),
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
        var whole = await WholeAsync(context);
        context.Response.ContentLength = whole.Length;
        await context.Response.Body.WriteAsync(whole.AsMemory(0, whole.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }

    private async Task RewriteAsync(HttpContext context, Func<byte[], byte[]> rewrite)
    {
        var answer = rewrite(await WholeAsync(context));
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private async Task DripAsync(HttpContext context)
    {
        var whole = await WholeAsync(context);
        context.Response.ContentLength = whole.Length;
        foreach (var piece in whole)
        {
            await context.Response.Body.WriteAsync(new[] { piece }, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(fault.Delay, simulator.Clock, context.RequestAborted);
        }
    }

    /// <summary>The right answer, not sent yet.</summary>
    private async Task<byte[]> WholeAsync(HttpContext context)
    {
        var response = context.Response;
        var connection = response.Body;
        using var whole = new MemoryStream();
        response.Body = whole;
        await next(context);
        response.Body = connection;
        return whole.ToArray();
    }

    private static byte[] Padded(byte[] whole)
    {
        var padded = new byte[Math.Max(PaddedSize, whole.Length)];
        padded.AsSpan().Fill((byte)' ');
        whole.CopyTo(padded, 0);
        return padded;
    }

    private static byte[] Drifted(byte[] whole)
    {
        var text = System.Text.Encoding.UTF8.GetString(whole).Replace("\"date_updated\":", "\"brand_new\":{\"score\":[1,2]},\"date_updated\":", StringComparison.Ordinal);
        return System.Text.Encoding.UTF8.GetBytes(OrderIndex().Replace(text, "\"orderindex\":$1"));
    }

    [GeneratedRegex("\"orderindex\":\"([0-9.]+)\"")]
    private static partial Regex OrderIndex();

    private Task DropAsync(HttpContext context)
    {
        simulator.Statistics.Record(ApiGate.Describe(context, 0));
        context.Abort();
        return Task.CompletedTask;
    }
}
