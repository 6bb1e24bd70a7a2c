using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using ClickUpSimulator.Http;

namespace ClickUpSimulator.SignIns;

/// <summary>ClickUp's consent page, where a person chooses ClickUp Workspaces, and the endpoint that gives a token for a code.</summary>
internal static class SignInPages
{
    /// <summary>Path of the endpoint, which takes no token.</summary>
    public const string TokenPath = "/api/v2/oauth/token";

    public static void MapSignIns(this IEndpointRouteBuilder routes, Simulator simulator)
    {
        routes.MapGet("/oauth/authorize", context => ShowAsync(context, simulator));
        routes.MapPost("/oauth/authorize", context => DecideAsync(context, simulator));
        routes.MapPost(TokenPath, context => ExchangeAsync(context, simulator));
    }

    private static Task ShowAsync(HttpContext context, Simulator simulator)
    {
        var query = context.Request.Query;
        if (query["client_id"] != simulator.App.ClientId)
            return PageAsync(context, 400, "<h1>Something went wrong</h1><p>Client not found (OAUTH_010).</p>");
        if (!IsLoopback(query["redirect_uri"]))
            return PageAsync(context, 400, "<h1>Something went wrong</h1><p>Redirect URI does not match (OAUTH_007).</p>");
        var choices = new StringBuilder();
        foreach (var workspace in simulator.World.Workspaces)
            choices.Append(CultureInfo.InvariantCulture, $"<p><label><input type=\"checkbox\" name=\"workspace\" value=\"{workspace.Id}\" checked> {Html(workspace.Name)}</label></p>");
        return PageAsync(context, 200, $"""
            <h1>Connect BlinkSaaS to ClickUp</h1>
            <p>Simulated consent page. Choose the Workspaces that may be read.</p>
            <form method="post" action="/oauth/authorize">
            <input type="hidden" name="redirect_uri" value="{Html(query["redirect_uri"])}"><input type="hidden" name="state" value="{Html(query["state"])}">
            {choices}
            <button name="decision" value="allow">Connect Workspaces</button> <button name="decision" value="deny">Cancel</button>
            </form>
            """);
    }

    private static async Task DecideAsync(HttpContext context, Simulator simulator)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var redirect = form["redirect_uri"].ToString();
        if (!IsLoopback(redirect))
        {
            await PageAsync(context, 400, "<h1>Something went wrong</h1>");
            return;
        }

        var chosen = simulator.World.Workspaces.Where(workspace => form["workspace"].Contains(workspace.Id)).ToList();
        var answer = form["decision"] == "allow" && chosen.Count > 0 ? $"code={simulator.App.Give(chosen, redirect)}" : "error=access_denied";
        context.Response.Redirect($"{redirect}?{answer}&state={Uri.EscapeDataString(form["state"].ToString())}");
    }

    private static async Task ExchangeAsync(HttpContext context, Simulator simulator)
    {
        var fields = await FieldsAsync(context);
        var reply = fields.GetValueOrDefault("client_id") != simulator.App.ClientId || fields.GetValueOrDefault("client_secret") != simulator.App.ClientSecret ? ApiError.ClientNotFound
            : simulator.App.Take(fields.GetValueOrDefault("code") ?? "") is not { } grant ? ApiError.CodeUsed
            : fields.TryGetValue("redirect_uri", out var redirect) && redirect != grant.RedirectUri ? ApiError.RedirectMismatch
            : Reply.Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("access_token", simulator.Tokens.Grant(grant.Workspaces).Secret);
                json.WriteString("token_type", "Bearer");
                json.WriteEndObject();
            });
        await reply.SendAsync(context.Response, context.RequestAborted);
    }

    private static async Task<Dictionary<string, string>> FieldsAsync(HttpContext context)
    {
        if (context.Request.HasFormContentType)
            return (await context.Request.ReadFormAsync(context.RequestAborted)).ToDictionary(field => field.Key, field => field.Value.ToString());
        try
        {
            return await JsonSerializer.DeserializeAsync<Dictionary<string, string>>(context.Request.Body, cancellationToken: context.RequestAborted) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static bool IsLoopback(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.IsLoopback;

    private static string Html(string? text) => WebUtility.HtmlEncode(text ?? "");

    private static Task PageAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync($"<!doctype html><html lang=\"en\"><title>ClickUp, simulated</title><link rel=\"icon\" href=\"data:,\"><body>{body}</body></html>", context.RequestAborted);
    }
}
