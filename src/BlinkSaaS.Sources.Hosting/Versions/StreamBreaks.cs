namespace BlinkSaaS.Sources.Hosting.Versions;

/// <summary>What another version of a plugin would break.</summary>
public enum BreakKind
{
    /// <summary>A stream is not there any more.</summary>
    Stream,

    /// <summary>A stream has another primary key: all its records would be others.</summary>
    Key,

    /// <summary>A column is not there any more.</summary>
    Column,

    /// <summary>A column has another type.</summary>
    Type,
}

/// <summary>One thing that would break.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Words">The rest of a sentence, for who may see the connection: "the stream Items would be gone".</param>
public sealed record StreamBreak(BreakKind Kind, string Words);

/// <summary>Compares what two versions of a plugin offer one connection.</summary>
public static class StreamBreaks
{
    /// <summary>What the streams that a connection pulls would lose, the gravest first.</summary>
    /// <param name="before">Streams of the version that it is on.</param>
    /// <param name="after">Streams of the other version.</param>
    /// <param name="chosen">Names of the streams that are pulled; null for the selection of the version that it is on.</param>
    public static IReadOnlyList<StreamBreak> Between(IReadOnlyList<StreamDescriptor> before, IReadOnlyList<StreamDescriptor> after, IReadOnlyCollection<string>? chosen) =>
    [
        .. before.Where(stream => chosen?.Contains(stream.Name) ?? stream.SelectedByDefault)
            .SelectMany(stream => Between(stream, after.FirstOrDefault(other => other.Name == stream.Name)))
            .OrderBy(one => one.Kind),
    ];

    private static List<StreamBreak> Between(StreamDescriptor before, StreamDescriptor? after)
    {
        if (after is null)
            return [new StreamBreak(BreakKind.Stream, $"the stream {before.Title} would be gone")];
        var breaks = new List<StreamBreak>();
        if (!before.PrimaryKey.SequenceEqual(after.PrimaryKey, StringComparer.Ordinal))
            breaks.Add(new StreamBreak(BreakKind.Key, $"the records of {before.Title} would be told apart by other columns"));
        foreach (var column in before.Columns)
        {
            var other = after.Columns.FirstOrDefault(one => one.Name == column.Name);
            if (other is null)
                breaks.Add(new StreamBreak(BreakKind.Column, $"the column {column.Title} of {before.Title} would be gone"));
            else if (other.Type != column.Type)
                breaks.Add(new StreamBreak(BreakKind.Type, $"the column {column.Title} of {before.Title} would be {Words(other.Type)} in place of {Words(column.Type)}"));
        }

        return breaks;
    }

    private static string Words(ColumnType type) => type switch
    {
        ColumnType.Integer or ColumnType.Decimal => "a number",
        ColumnType.Boolean => "yes or no",
        ColumnType.Date => "a date",
        ColumnType.Timestamp => "a time",
        ColumnType.Json => "JSON",
        _ => "text",
    };
}
