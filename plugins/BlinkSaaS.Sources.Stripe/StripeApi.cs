using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace BlinkSaaS.Sources.Stripe;

/// <summary>Asks Stripe, and turns what is no answer into an error that says what to do.</summary>
internal sealed partial class StripeApi(ISourceContext context)
{
    /// <summary>Objects have the shape of this version, whatever the account's own is.</summary>
    private const string Version = "2025-06-30.basil";

    private const string Later = "The pull goes on later by itself.";

    /// <summary>A page of a list, newest first.</summary>
    /// <exception cref="CursorGoneException">The object that the cursor names is not there any more.</exception>
    /// <exception cref="StreamSkippedException">The key may not read it.</exception>
    public async Task<StripePage> ListAsync(Resource resource, string query, string? after, CancellationToken cancellationToken)
    {
        var cursor = after is null ? "" : $"&starting_after={Uri.EscapeDataString(after)}";
        using var answer = await SendAsync($"{resource.Path}?limit=100{(query.Length > 0 ? "&" : "")}{query}{cursor}", cancellationToken);
        if (after is not null && answer is { ErrorCode: "resource_missing", ErrorParameter: "starting_after" })
            throw new CursorGoneException();
        ThrowIfNoAnswer(answer, resource);
        return StripePage.Of(answer.TakeBody(), after);
    }

    /// <summary>One object as it is now, or null where it is gone.</summary>
    /// <exception cref="StreamSkippedException">The key may not read it.</exception>
    public async Task<JsonDocument?> FindAsync(Resource resource, string id, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync($"{resource.Path}/{Uri.EscapeDataString(id)}", cancellationToken);
        if (answer.Status == HttpStatusCode.NotFound && answer.ErrorCode == "resource_missing")
            return null;
        ThrowIfNoAnswer(answer, resource);
        return answer.TakeBody();
    }

    /// <summary>An answer, whatever it is, except that the key is refused or that it is no JSON.</summary>
    public async Task<StripeAnswer> SendAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add("Stripe-Version", Version);
        using var response = await context.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var body = await ParseAsync(response, cancellationToken);
        var answer = new StripeAnswer(response.StatusCode, body);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            using (answer)
                throw new CredentialRejectedException(answer.ErrorCode == "api_key_expired"
                    ? "The key has expired. Make a new restricted key in Stripe under Developers > API keys, and enter it here."
                    : "Stripe does not accept the key: it was deleted, or copied in part. Make a new restricted key in Stripe under Developers > API keys, and enter it here.");
        }

        return answer;
    }

    /// <exception cref="StreamSkippedException">The key may not read it.</exception>
    /// <exception cref="SourceUnavailableException">Anything else than success.</exception>
    public static void ThrowIfNoAnswer(StripeAnswer answer, Resource resource)
    {
        if (answer.Status == HttpStatusCode.OK)
            return;
        throw answer.Status switch
        {
            HttpStatusCode.Forbidden => new StreamSkippedException(NotPermitted(resource, answer.ErrorMessage)),
            _ when answer.ErrorCode is { } code => new SourceUnavailableException($"Stripe answered {(int)answer.Status} ({Plain().Replace(code, "")}). {Later}"),
            _ => new SourceUnavailableException($"Stripe answered {(int)answer.Status}. {Later}"),
        };
    }

    /// <summary>Stripe's message repeats a part of the key; only the permission's own name is taken from it.</summary>
    public static string NotPermitted(Resource resource, string? message)
    {
        var name = PermissionName().Match(message ?? "") is { Success: true } found ? $" (Stripe's name for it: {found.Value})" : "";
        return $"The key may not read {resource.Permission}{name}. In Stripe, edit the key under Developers > API keys, choose Read for {resource.Permission}, and pull again.";
    }

    private static async Task<JsonDocument?> ParseAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var document = await JsonDocument.ParseAsync(body, default, cancellationToken);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
        }
        catch (JsonException) when (!response.IsSuccessStatusCode)
        {
            // What stands in Stripe's place when it fails need not answer in its shape: the status says enough.
            return null;
        }
        catch (JsonException problem)
        {
            throw new SourceUnavailableException($"Stripe's answer was no JSON. {Later}", inner: problem);
        }

        return response.IsSuccessStatusCode ? throw new SourceUnavailableException($"Stripe's answer was no object. {Later}") : null;
    }

    [GeneratedRegex("rak_[a-z_]{1,60}")]
    private static partial Regex PermissionName();

    [GeneratedRegex("[^a-z_]")]
    private static partial Regex Plain();
}

/// <summary>What can be read, and what the permission for it is called where keys are made.</summary>
/// <param name="Path">Below the base address.</param>
/// <param name="Permission">The row of Stripe's form.</param>
internal sealed record Resource(string Path, string Permission)
{
    public static Resource Events { get; } = new("events", "Events");
}

/// <summary>A cursor is the identifier of an object, and that object is gone.</summary>
internal sealed class CursorGoneException : Exception;
