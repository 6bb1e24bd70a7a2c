using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;

namespace BlinkSaaS.Sources.Custom.Tests;

/// <summary>An endpoint with 47 rows, in the paging and with the place of the key that a test wants. It is no server: the kit has one.</summary>
internal sealed class FakeApi(string paging, string keyPlace) : HttpMessageHandler
{
    public const string Key = "key_5ecret+value";

    public static Uri Address { get; } = new("https://api.example.com/v1/orders");

    public int PageSize { get; set; } = 10;

    public List<Uri> Asked { get; } = [];

    public List<JsonObject> Rows { get; } = [.. Enumerable.Range(1, 47).Select(n => new JsonObject
    {
        ["id"] = n, ["Total sum"] = n * 1.5, ["updated_at"] = $"2026-01-{1 + n / 2:00}", ["key"] = $"order-{n}", ["value"] = $"Order {n}", ["date_created"] = "2026-01-31",
    })];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        lock (Asked)
            Asked.Add(address);
        var query = HttpUtility.ParseQueryString(address.Query);
        if (KeyOf(request, query) != Key)
            return Task.FromResult(Answer(HttpStatusCode.Unauthorized, """{"error":"key"}"""));
        var rows = query["updated_since"] is { } since ? Rows.Where(row => string.CompareOrdinal((string)row["updated_at"]!, since) >= 0) : Rows;
        var from = From(query);
        var page = rows.Skip(from).Take(paging == "One page" ? int.MaxValue : PageSize).Select(row => row.DeepClone()).ToArray();
        var next = from + page.Length < rows.Count() ? (from + page.Length).ToString(CultureInfo.InvariantCulture) : null;
        var answer = Answer(HttpStatusCode.OK, new JsonObject { ["data"] = new JsonObject { ["items"] = new JsonArray(page) }, ["next"] = paging == "Cursor in the answer" ? next : null }.ToJsonString());
        if (paging == "Link header")
            answer.Headers.Add("Link", next is null ? "<?cursor=0>; rel=\"first\"" : $"<?cursor=0>; rel=\"first\", <?cursor={next}>; rel=\"next\"");
        return Task.FromResult(answer);
    }

    private int From(System.Collections.Specialized.NameValueCollection query) => paging switch
    {
        "Page number" => (int.Parse(query["p"]!, CultureInfo.InvariantCulture) - 1) * PageSize,
        "Offset" => int.Parse(query["p"]!, CultureInfo.InvariantCulture),
        "Cursor in the answer" => int.Parse(query["p"] ?? "0", CultureInfo.InvariantCulture),
        _ => int.Parse(query["cursor"] ?? "0", CultureInfo.InvariantCulture),
    };

    private string? KeyOf(HttpRequestMessage request, System.Collections.Specialized.NameValueCollection query) => keyPlace switch
    {
        Mapping.InQuery => query["token"],
        Mapping.InHeader => request.Headers.TryGetValues("X-Token", out var values) ? values.Single() : null,
        _ => request.Headers.Authorization is { Scheme: "Bearer" } bearer ? bearer.Parameter : null,
    };

    private static HttpResponseMessage Answer(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
