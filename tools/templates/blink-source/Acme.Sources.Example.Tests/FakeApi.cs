using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Web;

namespace Acme.Sources.Example.Tests;

/// <summary>Answers as Example does: three pages of items, newest changes last.</summary>
internal sealed class FakeApi : HttpMessageHandler
{
    public const string Token = "token-for-tests-0123456789";
    private const int PageSize = 5;

    private static readonly (string Id, string Name, DateTimeOffset UpdatedAt)[] s_items = [.. Enumerable.Range(0, 13).Select(i =>
        (i.ToString(CultureInfo.InvariantCulture), $"Item {i}", DateTimeOffset.UnixEpoch.AddDays(20_000 + i)))];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.Authorization?.ToString() != $"Bearer {Token}")
            return Task.FromResult(Answer(HttpStatusCode.Unauthorized, new { error = "bad token" }));
        var query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        return Task.FromResult(request.RequestUri.AbsolutePath switch
        {
            "/v1/me" => Answer(HttpStatusCode.OK, new { name = "Robin Example" }),
            "/v1/items" => Answer(HttpStatusCode.OK, Page(int.Parse(query["page"] ?? "1", CultureInfo.InvariantCulture), query["updated_since"])),
            _ => Answer(HttpStatusCode.NotFound, new { error = "no such path" }),
        });
    }

    private static object Page(int page, string? since)
    {
        var items = s_items.Where(item => since is null || item.UpdatedAt >= DateTimeOffset.Parse(since, CultureInfo.InvariantCulture)).ToList();
        return new
        {
            items = items.Skip((page - 1) * PageSize).Take(PageSize).Select(item => new { id = item.Id, name = item.Name, updated_at = item.UpdatedAt }),
            more = items.Count > page * PageSize,
        };
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, object body) => new(status)
    {
        Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
    };
}
