using System.Net;
using System.Text.RegularExpressions;

namespace BlinkSaaS.Web.Tests;

/// <summary>Opens pages and sends their forms, with the hidden fields they hold, as a browser without scripts does.</summary>
public sealed partial class Browser(HttpClient client) : IDisposable
{
    /// <summary>Sent with every request, so that what it causes can be told apart.</summary>
    public string? Trace
    {
        set
        {
            client.DefaultRequestHeaders.Remove("traceparent");
            if (value is not null)
                client.DefaultRequestHeaders.Add("traceparent", value);
        }
    }

    public async Task<PageAnswer> OpenAsync(string url)
    {
        using var response = await client.GetAsync(url, TestContext.Current.CancellationToken);
        return await PageAnswer.FromAsync(response, url);
    }

    /// <summary>Opens the page and sends its form; where the page has several, the one that posts to <paramref name="action"/>.</summary>
    public async Task<PageAnswer> SendAsync(string url, Dictionary<string, string> fields, string? action = null)
    {
        var page = await OpenAsync(url);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        var form = Form().Matches(page.Html).Select(match => match.Value).First(html => action is null ? Attribute(html, "action") is null : Attribute(html, "action") == action);
        var values = Hidden().Matches(form).Select(match => match.Value).ToDictionary(input => Attribute(input, "name")!, input => Attribute(input, "value") ?? "");
        foreach (var (name, value) in fields)
            values[name] = value;
        using var content = new FormUrlEncodedContent(values);
        using var response = await client.PostAsync(Attribute(form, "action") ?? url, content, TestContext.Current.CancellationToken);
        return await PageAnswer.FromAsync(response, url);
    }

    /// <summary>The head of an answer that does not end by itself; where it is an error, all of it.</summary>
    public async Task<PageAnswer> PeekAsync(string url)
    {
        using var response = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        if (!response.IsSuccessStatusCode)
            return await PageAnswer.FromAsync(response, url);
        var headers = response.Content.Headers.SelectMany(header => header.Value.Select(value => (header.Key, value))).ToLookup(pair => pair.Key, pair => pair.value, StringComparer.OrdinalIgnoreCase);
        return new PageAnswer(response.StatusCode, "", null, headers);
    }

    /// <summary>The first characters of an answer that does not end by itself, at most.</summary>
    public async Task<string> BeginningAsync(string url, int length)
    {
        await using var stream = await client.GetStreamAsync(url, TestContext.Current.CancellationToken);
        var buffer = new byte[length];
        var read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, read);
    }

    public async Task<HttpResponseMessage> PostBareAsync(string url, Dictionary<string, string> fields)
    {
        using var content = new FormUrlEncodedContent(fields);
        return await client.PostAsync(url, content, TestContext.Current.CancellationToken);
    }

    public void Dispose() => client.Dispose();

    private static string? Attribute(string tag, string name) =>
        Regex.Match(tag[..(tag.IndexOf('>', StringComparison.Ordinal) + 1)], $"\\s{name}=\"([^\"]*)\"") is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;

    [GeneratedRegex("<form[^>]*method=\"post\".*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex Hidden();
}

/// <param name="Html">The body.</param>
/// <param name="Location">Where it leads, for a redirection.</param>
/// <param name="Status">Its status.</param>
/// <param name="Headers">All headers.</param>
public sealed partial record PageAnswer(HttpStatusCode Status, string Html, string? Location, ILookup<string, string> Headers)
{
    /// <summary>What a person reads, without markup.</summary>
    public string Text => WebUtility.HtmlDecode(Tags().Replace(Html, " "));

    /// <summary>The body without what differs in every answer: tokens.</summary>
    public string Stable => Token().Replace(Html, "");

    public static async Task<PageAnswer> FromAsync(HttpResponseMessage response, string url)
    {
        var html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.False((int)response.StatusCode >= 500, $"{url} answered {(int)response.StatusCode}: {html}");
        var headers = response.Headers.SelectMany(header => header.Value.Select(value => (header.Key, value))).ToLookup(pair => pair.Key, pair => pair.value, StringComparer.OrdinalIgnoreCase);
        return new PageAnswer(response.StatusCode, html, response.Headers.Location?.ToString(), headers);
    }

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tags();

    [GeneratedRegex("<input name=\"__RequestVerificationToken\"[^>]*>")]
    private static partial Regex Token();
}
