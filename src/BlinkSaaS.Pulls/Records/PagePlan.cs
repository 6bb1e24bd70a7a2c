namespace BlinkSaaS.Pulls.Records;

/// <summary>A record as it is stored.</summary>
internal readonly record struct StoredRecord(int Ordinal, Guid Hash, DateTime ValidFrom, long? Version);

/// <summary>A record to write; <see cref="Replaces"/> is the moment of the version it replaces.</summary>
internal sealed record PlannedRecord(PreparedRecord Record, int Ordinal, DateTime ValidFrom, DateTime? Replaces);

/// <summary>What a page changes, from what is stored of its keys.</summary>
internal sealed class PagePlan(int nextOrdinal, DateTime now)
{
    public int NextOrdinal { get; private set; } = nextOrdinal;

    public List<PlannedRecord> New { get; } = [];

    public List<PlannedRecord> Changed { get; } = [];

    public List<int> DeletedOrdinals { get; } = [];

    public List<string> DeletedKeys { get; } = [];

    public int Unchanged { get; private set; }

    public PageCounts Counts => new(New.Count, Changed.Count, Unchanged, DeletedKeys.Count);

    public void Sort(RecordBatch page, Dictionary<string, StoredRecord> stored)
    {
        foreach (var record in page.Records)
        {
            if (!stored.TryGetValue(record.Key, out var old))
                New.Add(new PlannedRecord(record, NextOrdinal++, now, null));
            else if (old.Hash == record.Hash || record.Version < old.Version)
                Unchanged++;
            else
                Changed.Add(new PlannedRecord(record, old.Ordinal, After(old.ValidFrom), old.ValidFrom));
        }

        // Updates in the order of the index touch fewer pages.
        Changed.Sort((a, b) => string.CompareOrdinal(a.Record.Key, b.Record.Key));
        foreach (var key in page.Deleted)
        {
            if (!stored.TryGetValue(key, out var old))
                continue;
            DeletedKeys.Add(key);
            DeletedOrdinals.Add(old.Ordinal);
        }
    }

    /// <summary>A version begins after the one it replaces, even where the database's clock was set back.</summary>
    private DateTime After(DateTime old) => now > old ? now : old.AddMicroseconds(1);
}
