using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace BlinkSaaS.Sources.Testing.Tests.Mutants;

/// <summary>The API that mutants read: three pages, whose second can be short.</summary>
internal sealed class MutantApi : HttpMessageHandler
{
    public const string Token = "token-of-the-mutants-0123456789";
    public const int PageSize = 5;
    public const int Items = 13;

    public bool ShortPages { get; set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.Authorization?.Parameter != Token)
            return Task.FromResult(Answer(HttpStatusCode.Unauthorized, new { error = "no" }));
        var address = request.RequestUri!;
        return Task.FromResult(address.AbsolutePath.EndsWith("/me", StringComparison.Ordinal)
            ? Answer(HttpStatusCode.OK, new { name = "Robin" })
            : Answer(HttpStatusCode.OK, Page(int.Parse(address.Query.Split("page=")[1].Split('&')[0], CultureInfo.InvariantCulture))));
    }

    private object Page(int page)
    {
        // Short pages leave places empty, as an API does that filters after it has cut.
        var all = Enumerable.Range((page - 1) * PageSize, PageSize).Where(i => i < Items);
        var ids = ShortPages ? all.Where(i => i % 10 != 6).ToList() : [.. all];
        if (ShortPages && page == 3)
            ids.Add(6);
        return new
        {
            items = ids.Select(i => new { id = i.ToString(CultureInfo.InvariantCulture), name = $"Item {i}", at = DateTimeOffset.UnixEpoch.AddDays(20_000 + i) }),
            more = page * PageSize < Items,
        };
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, object body) => new(status)
    {
        Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
    };
}
