using System.Text.Json;

namespace BlinkSaaS.Pulls.Reading;

/// <summary>Which records of a stream, in which order.</summary>
public sealed record RecordQuery
{
    /// <summary>Text that a text cell contains, whatever the case; null or blank for all.</summary>
    public string? Search { get; init; }

    /// <summary>Name of a column; null, or one the stream does not have, for the order of the keys.</summary>
    public string? SortColumn { get; init; }

    /// <summary>From high to low. Records without a value come last in both directions.</summary>
    public bool Descending { get; init; }

    /// <summary>
    /// The records as they were then; null for what is current. Moments of the last few seconds may lack what is just being committed.
    /// </summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Those that were deleted instead, each as it was last; <see cref="AsOf"/> does not count then.</summary>
    public bool Deleted { get; init; }

    /// <summary>Cursor of a page: the records after it.</summary>
    public string? After { get; init; }

    /// <summary>Cursor of a page: the records before it. <see cref="After"/> goes first.</summary>
    public string? Before { get; init; }

    /// <summary>Most records of a page.</summary>
    public int Size { get; init; } = 50;
}

/// <summary>A record's typed cells.</summary>
/// <param name="Key">Identifies it within its stream.</param>
/// <param name="Cells">An object: values by column name; dates as <c>yyyy-MM-dd</c>, timestamps as ISO 8601 in UTC.</param>
/// <param name="ValidFrom">When this version was written.</param>
public sealed record RecordRow(string Key, JsonElement Cells, DateTimeOffset ValidFrom);

/// <summary>A page of records.</summary>
/// <param name="Rows">In the order asked for.</param>
/// <param name="Previous">Pass as <see cref="RecordQuery.Before"/>; null on the first page.</param>
/// <param name="Next">Pass as <see cref="RecordQuery.After"/>; null on the last page.</param>
public sealed record RecordPage(IReadOnlyList<RecordRow> Rows, string? Previous, string? Next);

/// <summary>A record with the object as the API gave it.</summary>
/// <param name="Row">Its typed cells.</param>
/// <param name="Body">JSON as received.</param>
public sealed record RecordWithBody(RecordRow Row, string Body);

/// <summary>How many records match.</summary>
/// <param name="Count">The number, at most <see cref="Cap"/> where <paramref name="Capped"/>.</param>
/// <param name="Capped">There are more than <see cref="Cap"/>.</param>
public readonly record struct RecordCount(long Count, bool Capped)
{
    /// <summary>A filtered count is exact up to here.</summary>
    public const int Cap = 10_000;
}
