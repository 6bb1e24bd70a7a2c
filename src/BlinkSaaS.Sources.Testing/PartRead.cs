using System.Globalization;

namespace BlinkSaaS.Sources.Testing;

/// <summary>What a read of one part of a stream gave, until its end or its failure.</summary>
internal sealed class PartRead(StreamDescriptor stream)
{
    public List<SourceMessage> Messages { get; } = [];

    /// <summary>What ended the read before its end; null where nothing did.</summary>
    public Exception? Problem { get; set; }

    public StreamCompleteMessage? Completion => Messages.OfType<StreamCompleteMessage>().LastOrDefault();

    public string? LastCheckpoint => Messages.OfType<CheckpointMessage>().LastOrDefault()?.State;

    /// <summary>The keys that are known after these messages, and after those of a read that went on from there.</summary>
    public static SortedSet<string> Keys(params IEnumerable<PartRead> reads)
    {
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (read, message) in reads.SelectMany(r => r.Messages.Select(m => (r, m))))
        {
            if (message is RecordMessage record)
                keys.Add(read.KeyOf(record));
            else if (message is DeletedMessage deleted)
                keys.Remove(KeyOf(deleted.Key));
        }

        return keys;
    }

    public string KeyOf(RecordMessage record) => KeyOf(stream.PrimaryKey.Select(column => record.Cells.GetValueOrDefault(column)));

    /// <summary>What had been committed when the message at an index was a checkpoint.</summary>
    public PartRead Until(int index)
    {
        var part = new PartRead(stream);
        part.Messages.AddRange(Messages.Take(index + 1));
        return part;
    }

    /// <summary>What a host has committed of a read that failed: everything before the last checkpoint.</summary>
    public PartRead Committed() => Until(Messages.FindLastIndex(m => m is CheckpointMessage));

    private static string KeyOf(IEnumerable<object?> values) =>
        string.Join(" | ", values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)));
}
