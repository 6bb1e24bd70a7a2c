using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;

namespace BlinkSaaS.Web.Features.Data;

/// <summary>The addresses that a page of records leads to: each keeps of the query what still makes sense there.</summary>
/// <param name="Place">Path of the stream.</param>
/// <param name="Query">What is looked at now.</param>
public sealed record DataLinks(string Place, DataQuery Query)
{
    /// <summary>What is looked at now, without a record beside it.</summary>
    public string Here => Url("", Query.Deleted ? Query with { AsOf = null } : Query);

    /// <summary>Everything, in the order of the keys.</summary>
    public string Clear => Url("", Query with { Search = null, Sort = null, After = null, Before = null });

    /// <summary>The same records as they are now.</summary>
    public string Now => Url("", Query with { AsOf = null, Deleted = false, After = null, Before = null });

    /// <summary>Those that were deleted.</summary>
    public string Deleted => Url("", Query with { AsOf = null, Deleted = true, After = null, Before = null });

    /// <summary>The same records as they were.</summary>
    public string AsOf(DateTimeOffset moment) => Url("", Query with { AsOf = moment, Deleted = false, After = null, Before = null });

    /// <summary>The same records in the order of the keys.</summary>
    public string Unsorted => Sorted(null, descending: false);

    /// <summary>Where a press on a column's head leads: up, down, back to the order of the keys.</summary>
    public string Sort(string column) =>
        Query.Sort != column ? Sorted(column, descending: false)
        : !Query.Descending ? Sorted(column, descending: true)
        : Unsorted;

    /// <summary>The page after a cursor; <paramref name="from"/> is the place of its first record.</summary>
    public string After(string cursor, long from) => Url("", Query with { After = cursor, Before = null, From = from });

    /// <summary>The page before a cursor.</summary>
    public string Before(string cursor, long from) => Url("", Query with { After = null, Before = cursor, From = Math.Max(1, from) });

    /// <summary>A record beside the table; a deleted one as it was last.</summary>
    public string Record(string key, DateTimeOffset validFrom) => Url("/record", Query.Deleted ? Query with { AsOf = validFrom } : Query, ("key", key));

    /// <summary>A record as it was.</summary>
    public string RecordAsOf(string key, DateTimeOffset moment) => Url("/record", Query with { AsOf = moment, After = null, Before = null }, ("key", key));

    /// <summary>A record's raw object, to keep.</summary>
    public string Raw(string key) => Url("/record", new DataQuery { AsOf = Query.AsOf }, ("handler", "raw"), ("key", key));

    /// <summary>Everything that matches, in the chosen columns.</summary>
    public string Export(string format, IEnumerable<string> columns) =>
        Url($"/export.{format}", Query with { After = null, Before = null, Columns = [.. columns] });

    /// <summary>Back to the usual columns.</summary>
    public string UsualColumns => Url("", Query with { Columns = [], After = null, Before = null }, ("handler", "columns"));

    /// <summary>The query with other columns.</summary>
    public string With(IReadOnlyList<string> columns) => Url("", Query with { Columns = columns });

    /// <summary>How the sorting is written in the URL.</summary>
    public string? SortText => Query.Sort is null ? null : (Query.Descending ? "-" : "") + Query.Sort;

    /// <summary>A moment as it is written in the URL: UTC, so that the address means the same to everybody.</summary>
    public static string? AsOfText(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    private string Sorted(string? column, bool descending) =>
        Url("", Query with { Sort = column, Descending = descending, After = null, Before = null });

    private string Url(string below, DataQuery query, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var builder = new QueryBuilder();
        Add(builder, "q", query.Search);
        Add(builder, "sort", new DataLinks(Place, query).SortText);
        Add(builder, "cols", query.Columns.Count == 0 ? null : string.Join(',', query.Columns));
        Add(builder, "deleted", query.Deleted ? "1" : null);
        Add(builder, "asof", AsOfText(query.AsOf));
        Add(builder, "after", query.After);
        Add(builder, "before", query.Before);
        if (query.After is not null || query.Before is not null)
            Add(builder, "from", query.From.ToString(CultureInfo.InvariantCulture));
        foreach (var (name, value) in more)
            builder.Add(name, value);
        // A comma may stand in a query as it is, and reads better.
        return Place + below + builder.ToQueryString().Value?.Replace("%2C", ",", StringComparison.Ordinal);
    }

    private static void Add(QueryBuilder builder, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            builder.Add(name, value);
    }
}
