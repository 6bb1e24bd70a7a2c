using System.Data.Common;
using System.Net.Sockets;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace BlinkSaaS.Web.Features.Shared;

/// <summary>
/// Errors as pages. They are rendered here and not by running the pipeline again: sign-in and workspace would ask the
/// database, which may be what is down.
/// </summary>
public static class ErrorPages
{
    /// <summary>Set this item of the request to say who can, on a 403.</summary>
    public const string Explanation = "error-explanation";

    public static IApplicationBuilder UseErrorPages(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = context => Render(context, FromException(context)),
            AllowStatusCode404Response = true,
        });
        return app.UseStatusCodePages(status => WantsPage(status.HttpContext.Request)
            ? Render(status.HttpContext, FromStatus(status.HttpContext))
            : Task.CompletedTask);
    }

    private static ErrorPage FromException(HttpContext context)
    {
        var error = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (!IsDatabaseDown(error))
            return new ErrorPage(500, "Something broke on our side", "Nothing you did is lost. Go back and try again; if it happens again, tell the person who runs this instance the number below.", Retry: true);
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "5";
        return new ErrorPage(503, "The database does not answer", "Nothing is lost. Try again in a moment.", Retry: true);
    }

    private static ErrorPage FromStatus(HttpContext context) => context.Response.StatusCode switch
    {
        404 => new ErrorPage(404, "There is nothing here", "The address may be mistyped, what was here may be gone, or it is not shared with you."),
        403 => new ErrorPage(403, "You may see this, but not do that", context.Items[Explanation] as string ?? "An owner or an admin of the workspace can."),
        400 => new ErrorPage(400, "This form is too old", "It was opened before you signed in or out, or a long time ago. Open the page again and repeat the last step."),
        405 => new ErrorPage(405, "This address cannot be opened this way", "Go back and use the button of the page."),
        429 => new ErrorPage(429, "Too many tries", "Wait a few minutes, then try again."),
        var code => new ErrorPage(code, "This did not work", "Go back and try again.", Retry: true),
    };

    /// <summary>A refused connection, a server that is starting or stopping, or one with no connection left.</summary>
    public static bool IsDatabaseDown(Exception? error)
    {
        for (var e = error; e is not null; e = e.InnerException)
        {
            if (e is DbException { SqlState: { } state })
                return state.StartsWith("57P", StringComparison.Ordinal) || state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("53", StringComparison.Ordinal);
            if (e is DbException && e.InnerException is null or SocketException or IOException or TimeoutException)
                return true;
        }

        return false;
    }

    /// <summary>An answer to a program (JSON, a stream of events, a download) keeps its bare status.</summary>
    private static bool WantsPage(HttpRequest request) =>
        HttpMethods.IsHead(request.Method) is false
        && (request.Headers.Accept.Count == 0 || request.Headers.Accept.ToString() is var accept
            && (accept.Contains("text/html", StringComparison.OrdinalIgnoreCase) || accept.Contains("*/*", StringComparison.Ordinal)));

    private static Task Render(HttpContext context, ErrorPage page)
    {
        context.Response.Headers.CacheControl = "no-store";
        var services = context.RequestServices;
        var data = new ViewDataDictionary<ErrorPage>(services.GetRequiredService<IModelMetadataProvider>(), new ModelStateDictionary()) { Model = page };
        var view = new ViewResult { ViewName = "/Features/Shared/ErrorPage.cshtml", ViewData = data, StatusCode = context.Response.StatusCode };
        return view.ExecuteResultAsync(new ActionContext(context, new RouteData(), new ActionDescriptor()));
    }
}

/// <summary>What is (the title), and what the person can do next (the text).</summary>
public sealed record ErrorPage(int Code, string Title, string Text, bool Retry = false);
