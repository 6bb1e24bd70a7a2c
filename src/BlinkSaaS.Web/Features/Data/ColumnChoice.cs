using BlinkSaaS.Sources;

namespace BlinkSaaS.Web.Features.Data;

/// <summary>
/// Which columns of a stream are shown: those of the URL, else those chosen before, else the first few. A person's choices
/// for all streams are kept in one cookie of bounded size, the latest first.
/// </summary>
public static class ColumnChoice
{
    /// <summary>How many columns are shown until somebody chooses.</summary>
    public const int Usual = 7;

    /// <summary>Name of the cookie: <c>source.stream.column.column~source.stream.column</c>.</summary>
    public const string Cookie = "columns";

    private const int CookieLength = 3_000;

    /// <summary>The columns to show, in the stream's order; never none.</summary>
    public static IReadOnlyList<Column> Of(HttpRequest request, string source, string stream, IReadOnlyList<Column> all, IReadOnlyList<string> named)
    {
        if (Known(all, named) is { Count: > 0 } asked)
            return asked;
        var before = Entries(request).FirstOrDefault(entry => entry is [var s, var t, ..] && s == source && t == stream);
        return before is not null && Known(all, before[2..]) is { Count: > 0 } kept ? kept : [.. all.Take(Usual)];
    }

    /// <summary>Keeps a choice for next time; none forgets it.</summary>
    public static void Keep(HttpContext http, string source, string stream, IReadOnlyList<string> columns)
    {
        var entries = Entries(http.Request).Where(entry => entry.Length > 2 && (entry[0] != source || entry[1] != stream)).ToList();
        if (columns.Count > 0)
            entries.Insert(0, [source, stream, .. columns]);
        var text = new List<string>();
        foreach (var entry in entries.Select(entry => string.Join('.', entry)))
        {
            if (text.Sum(t => t.Length + 1) + entry.Length > CookieLength)
                break;
            text.Add(entry);
        }

        http.Response.Cookies.Append(Cookie, string.Join('~', text), new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = TimeSpan.FromDays(400),
            Path = "/w",
            SameSite = SameSiteMode.Lax,
            Secure = http.Request.IsHttps,
        });
    }

    private static List<Column> Known(IReadOnlyList<Column> all, IReadOnlyList<string> named) => [.. all.Where(column => named.Contains(column.Name))];

    private static IEnumerable<string[]> Entries(HttpRequest request) =>
        (request.Cookies[Cookie] ?? "").Split('~', StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split('.'));
}
