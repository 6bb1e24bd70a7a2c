namespace BlinkSaaS.Pulls.Records;

/// <summary>A record as it is stored.</summary>
internal readonly record struct StoredRecord(int Ordinal, Guid Hash, DateTime ValidFrom, long? Version);

/// <summary>A record to write.</summary>
internal sealed record PlannedRecord(PreparedRecord Record, int Ordinal, DateTime ValidFrom);

/// <summary>What a page changes, from what is stored of its keys.</summary>
/// <param name="nextOrdinal">The stream's next ordinal.</param>
/// <param name="now">Later than everything that was written to the stream so far: versions begin and end at it.</param>
internal sealed class PagePlan(int nextOrdinal, DateTime now)
{
    public DateTime Now => now;

    public int NextOrdinal { get; private set; } = nextOrdinal;

    public List<PlannedRecord> New { get; } = [];

    public List<PlannedRecord> Changed { get; } = [];

    public List<string> Deleted { get; } = [];

    /// <summary>Unchanged records: their object is the stored one. An older version than the stored one is not among them.</summary>
    public List<PreparedRecord> Same { get; } = [];

    /// <summary>Ordinals of the stored records that the page saw.</summary>
    public List<int> Seen { get; } = [];

    public int Unchanged { get; private set; }

    /// <summary>Whether versions begin or end with the page.</summary>
    public bool Writes => New.Count + Changed.Count + Deleted.Count > 0;

    /// <summary>The last moment that the page writes.</summary>
    public DateTime Latest => Changed.Select(row => row.ValidFrom).Append(now).Max();

    public PageCounts Counts => new(New.Count, Changed.Count, Unchanged, Deleted.Count);

    public void Sort(RecordBatch page, Dictionary<string, StoredRecord> stored)
    {
        foreach (var record in page.Records)
        {
            if (!stored.TryGetValue(record.Key, out var old))
            {
                New.Add(new PlannedRecord(record, NextOrdinal++, now));
                continue;
            }

            Seen.Add(old.Ordinal);
            if (old.Hash != record.Hash && !(record.Version < old.Version))
            {
                Changed.Add(new PlannedRecord(record, old.Ordinal, After(old.ValidFrom)));
                continue;
            }

            Unchanged++;
            if (old.Hash == record.Hash)
                Same.Add(record);
        }

        // Updates in the order of the index touch fewer pages.
        Changed.Sort((a, b) => string.CompareOrdinal(a.Record.Key, b.Record.Key));
        Deleted.AddRange(page.Deleted.Where(stored.ContainsKey));
    }

    /// <summary>A version begins after the one it replaces.</summary>
    private DateTime After(DateTime old) => now > old ? now : old.AddMicroseconds(1);
}
