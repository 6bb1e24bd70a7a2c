using System.Text.Json;

namespace BlinkSaaS.Sources;

/// <summary>What a read yields, in order.</summary>
public abstract record SourceMessage
{
    private protected SourceMessage() { }
}

/// <summary>
/// A record as the API gave it. The same record may come again, in one read or in the next: the host writes nothing
/// for what did not change.
/// </summary>
/// <param name="Raw">The object as received, byte for byte UTF-8 JSON where possible.</param>
/// <param name="Cells">
/// Values by column name, in the types that <see cref="ColumnType"/> names; columns left out have no value.
/// Every column of the primary key must have one.
/// </param>
public sealed record RecordMessage(ReadOnlyMemory<byte> Raw, IReadOnlyDictionary<string, object?> Cells) : SourceMessage
{
    /// <summary>A record from an element of a parsed page: the raw text is kept as received.</summary>
    public static RecordMessage From(JsonElement element, IReadOnlyDictionary<string, object?> cells) =>
        new(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(element).ToArray(), cells);
}

/// <summary>
/// Columns that records from here on have besides those of <see cref="StreamDescriptor.Columns"/>: fields that an account defines
/// for itself, and that the source meets as it reads. The host keeps them with the stream; the same ones may come again, and a
/// column that comes with another title is renamed.
/// </summary>
/// <param name="Columns">
/// At most 1,000. Names as in <see cref="Column.Name"/> and none of the declared ones; the type of a name never changes, so that
/// a field that is given another type needs another name.
/// </param>
public sealed record ColumnsMessage(IReadOnlyList<Column> Columns) : SourceMessage;

/// <summary>The API itself says that a record is gone. That is proof: the host closes its last version at once.</summary>
/// <param name="Key">Values of the primary key, in the order of <see cref="StreamDescriptor.PrimaryKey"/>, or their invariant text.</param>
public sealed record DeletedMessage(IReadOnlyList<object> Key) : SourceMessage;

/// <summary>
/// Everything sent before this may be committed; a read that starts with this state goes on after it. Send one with each page:
/// a read that goes on for more than two million messages without one is ended.
/// </summary>
/// <param name="State">JSON, at most 64 KB, opaque to the host, without secrets.</param>
public sealed record CheckpointMessage(string State) : SourceMessage;

/// <summary>How far the read has come, for the progress a person sees. Optional, at most once a page.</summary>
/// <param name="ExpectedRecords">About how many records the partition has in all.</param>
public sealed record ProgressMessage(long ExpectedRecords) : SourceMessage;

/// <summary>A sentence for the person who owns the connection, kept with the pull.</summary>
/// <param name="Text">What is, then what to do.</param>
public sealed record WarningMessage(string Text) : SourceMessage;

/// <summary>
/// The partition was read to its end. A <see cref="CheckpointMessage"/> before it is where the next pull starts.
/// </summary>
/// <param name="Complete">
/// Whether every living record of the partition was sent since its beginning (a complete walk), as opposed to only what changed.
/// Only a walk whose partitions are all complete can show that a record is gone.
/// </param>
/// <param name="Sight">
/// What the credential could see (identifiers of spaces, lists), at most 10,000 of at most 200 characters: "gone" is told apart
/// from "out of sight" by it. A walk that lacks what the last one saw deletes nothing until a person has decided.
/// </param>
public sealed record StreamCompleteMessage(bool Complete, IReadOnlyList<string>? Sight = null) : SourceMessage;
