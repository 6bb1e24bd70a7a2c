using System.Globalization;
using BlinkSaaS.Pulls.Reading;

namespace BlinkSaaS.Web.Features.Data;

/// <summary>What of a stream is looked at, and how: exactly what stands in the URL.</summary>
public sealed record DataQuery
{
    /// <summary>Records of a page.</summary>
    public const int PageSize = 50;

    /// <summary>Longest text to search for.</summary>
    public const int SearchLength = 200;

    /// <summary>Text to find; null for all.</summary>
    public string? Search { get; init; }

    /// <summary>Name of the column to sort by; null for the order of the keys.</summary>
    public string? Sort { get; init; }

    /// <summary>From high to low.</summary>
    public bool Descending { get; init; }

    /// <summary>Names of the chosen columns; empty for those that were chosen before, or the usual ones.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The records as they were then; null for now.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Those that were deleted, each as it was last. A moment then is the one of the record beside them.</summary>
    public bool Deleted { get; init; }

    /// <summary>Cursor: the records after it.</summary>
    public string? After { get; init; }

    /// <summary>Cursor: the records before it.</summary>
    public string? Before { get; init; }

    /// <summary>Place of the first record of the page among all that match: a cursor does not tell it.</summary>
    public long From { get; init; } = 1;

    /// <summary>
    /// Reads it from a URL. What makes no sense is as if it were not there. A moment without a zone is one of the person's.
    /// </summary>
    public static DataQuery Of(IQueryCollection url, TimeZoneInfo? zone = null)
    {
        var search = url["q"].ToString().Trim();
        var sort = url["sort"].ToString();
        var after = Cursor(url["after"]);
        var before = after is null ? Cursor(url["before"]) : null;
        var paged = after is not null || before is not null;
        return new DataQuery
        {
            Search = search.Length == 0 ? null : search[..Math.Min(search.Length, SearchLength)],
            Sort = sort.TrimStart('-') is { Length: > 0 } column ? column : null,
            Descending = sort.StartsWith('-'),
            Columns = url["cols"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            AsOf = Moment(url["asof"], zone ?? TimeZoneInfo.Utc),
            Deleted = url["deleted"] == "1",
            After = after,
            Before = before,
            From = paged && long.TryParse(url["from"], NumberStyles.None, CultureInfo.InvariantCulture, out var from) && from > 0 ? from : 1,
        };
    }

    /// <summary>For the engine.</summary>
    public RecordQuery ForEngine() => new()
    {
        Search = Search, SortColumn = Sort, Descending = Descending, AsOf = AsOf, Deleted = Deleted, After = After, Before = Before, Size = PageSize,
    };

    private static DateTimeOffset? Moment(string? text, TimeZoneInfo zone)
    {
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var moment) || moment.Year is < 1970 or > 9000)
            return null;
        // An hour that the clocks leave out is read as the same distance from the day before.
        return moment.Kind == DateTimeKind.Unspecified
            ? new DateTimeOffset(DateTime.SpecifyKind(moment - zone.GetUtcOffset(moment), DateTimeKind.Utc))
            : new DateTimeOffset(moment.ToUniversalTime());
    }

    private static string? Cursor(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
