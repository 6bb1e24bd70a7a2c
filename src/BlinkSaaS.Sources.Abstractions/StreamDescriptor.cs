namespace BlinkSaaS.Sources;

/// <summary>One kind of record that a source offers.</summary>
public sealed record StreamDescriptor
{
    /// <summary>Stable within the source: 1 to 60 characters of <c>a-z</c>, <c>0-9</c> and <c>_</c>. Part of URLs.</summary>
    public required string Name { get; init; }

    /// <summary>What people call it: "Time entries".</summary>
    public required string Title { get; init; }

    /// <summary>One or two sentences: what a record is, and how fresh it is kept.</summary>
    public required string Description { get; init; }

    /// <summary>
    /// One sentence on what it costs in calls, at first and later, for whoever chooses streams under a limit: "1 call for each
    /// 100 tasks". Null where it costs next to nothing.
    /// </summary>
    public string? Cost { get; init; }

    /// <summary>Typed columns; the first one shown is the record's name where it has one.</summary>
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>Names of the columns whose values, together, identify a record of the stream for ever.</summary>
    public required IReadOnlyList<string> PrimaryKey { get; init; }

    /// <summary>Column (Integer or Timestamp) that never falls when a record changes; the host keeps the higher of two.</summary>
    public string? VersionColumn { get; init; }

    /// <summary>JSON paths (<c>a.b</c>) of the raw record that change without meaning, such as signed addresses; not part of the comparison.</summary>
    public IReadOnlyList<string> VolatilePaths { get; init; } = [];

    /// <summary>Whether a read can start at a checkpoint of an earlier pull and bring only what changed.</summary>
    public bool Incremental { get; init; }

    /// <summary>
    /// How often an <see cref="Incremental"/> stream is read from its beginning (<see cref="ReadRequest.Full"/>) so that the host
    /// notices what is gone. Null: only where a person asks for a full pull, for a source that reports every deletion itself.
    /// Streams that are not incremental are read whole by every pull.
    /// </summary>
    public TimeSpan? CompleteWalkEvery { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Whether a new connection pulls it unless told otherwise.</summary>
    public bool SelectedByDefault { get; init; } = true;
}

/// <summary>A typed cell of every record of a stream.</summary>
/// <param name="Name">Stable within the stream: 1 to 60 characters of <c>a-z</c>, <c>0-9</c> and <c>_</c>.</param>
/// <param name="Title">Head of the column.</param>
/// <param name="Type">What its values are.</param>
/// <param name="Description">One sentence, where the title does not say it all.</param>
public sealed record Column(string Name, string Title, ColumnType Type, string? Description = null);

/// <summary>Type of a column. A cell that is missing or null has no value.</summary>
public enum ColumnType
{
    /// <summary>Text: <see cref="string"/>.</summary>
    Text,

    /// <summary>64-bit integer: <see cref="long"/>.</summary>
    Integer,

    /// <summary>Decimal number: <see cref="decimal"/>.</summary>
    Decimal,

    /// <summary>True or false: <see cref="bool"/>.</summary>
    Boolean,

    /// <summary>Day without time: <see cref="DateOnly"/>.</summary>
    Date,

    /// <summary>Moment, UTC: <see cref="DateTimeOffset"/>.</summary>
    Timestamp,

    /// <summary>Anything else: <see cref="System.Text.Json.JsonElement"/>.</summary>
    Json,
}

/// <summary>A part of a stream that is read on its own.</summary>
/// <param name="Key">Stable within the stream, ordinal, at most 200 characters; empty for the whole.</param>
/// <param name="Title">What people call it, for the progress of a pull.</param>
public sealed record Partition(string Key, string Title)
{
    /// <summary>The stream in one part.</summary>
    public static Partition Whole { get; } = new("", "");
}

/// <summary>What to read.</summary>
public sealed record ReadRequest
{
    /// <summary>The stream, as discovered.</summary>
    public required StreamDescriptor Stream { get; init; }

    /// <summary>The part of it.</summary>
    public required Partition Partition { get; init; }

    /// <summary>
    /// The last committed state of this partition, as the source wrote it; null at the very first read.
    /// It may stand in the middle of a walk (a crash, a wait) or at the end of the pull before.
    /// </summary>
    public string? Checkpoint { get; init; }

    /// <summary>
    /// True when a new pull asks for everything, whatever the checkpoint of an earlier pull says. Never true when a walk is
    /// resumed: then the checkpoint says how it began.
    /// </summary>
    public bool Full { get; init; }
}
