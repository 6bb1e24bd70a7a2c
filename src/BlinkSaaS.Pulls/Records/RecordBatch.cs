using System.Text.Json;
using BlinkSaaS.Sources;

namespace BlinkSaaS.Pulls.Records;

/// <summary>A record made ready to be stored.</summary>
internal sealed record PreparedRecord(string Key, Guid Hash, long? Version, byte[] Cells, byte[] Body);

/// <summary>
/// What was read of one partition since the last commit, with one entry for each key: the highest version, else the last.
/// </summary>
internal sealed class RecordBatch(StreamDescriptor stream)
{
    private const int MaxCheckpoint = 64 * 1024;
    private const int MaxWarnings = 50;
    private const int MaxWarning = 500;

    private readonly RecordHash _hash = new(stream.VolatilePaths);
    private readonly Dictionary<string, PreparedRecord?> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Column> _columns = stream.Columns.ToDictionary(column => column.Name, StringComparer.Ordinal);

    public IEnumerable<PreparedRecord> Records => _byKey.Values.OfType<PreparedRecord>();

    public IEnumerable<string> Deleted => _byKey.Where(entry => entry.Value is null).Select(entry => entry.Key);

    public IReadOnlyCollection<string> Keys => _byKey.Keys;

    public string? Checkpoint { get; private set; }

    public long? Expected { get; private set; }

    public bool Done { get; private set; }

    public List<string> Warnings { get; } = [];

    /// <summary>Columns that cells have and the stream does not declare.</summary>
    public List<Column> NewColumns { get; } = [];

    public int Count => _byKey.Count;

    public bool IsEmpty => _byKey.Count == 0 && Checkpoint is null && !Done && Expected is null && Warnings.Count == 0;

    public void Add(RecordMessage record)
    {
        var key = RecordKey.Of(stream.Name, stream.PrimaryKey, record.Cells);
        var version = stream.VersionColumn is { } column ? CellsJson.Version(record.Cells.GetValueOrDefault(column)) : null;
        if (_byKey.GetValueOrDefault(key) is { } earlier && version < earlier.Version)
            return;
        foreach (var (name, value) in record.Cells)
        {
            if (value is not null && !_columns.ContainsKey(name))
                Learn(name, value);
        }

        var body = JsonText.SoundBytes(record.Raw);
        _byKey[key] = new PreparedRecord(key, _hash.Of(body), version, CellsJson.Write(record.Cells), body);
    }

    public void Delete(DeletedMessage deleted) => _byKey[RecordKey.Of(stream.Name, deleted.Key!)] = null;

    public void Expect(ProgressMessage progress) => Expected = Math.Max(0, progress.ExpectedRecords);

    public void Warn(WarningMessage warning)
    {
        var text = JsonText.Sound(warning.Text);
        if (Warnings.Count < MaxWarnings)
            Warnings.Add(text.Length <= MaxWarning ? text : JsonText.Sound(text[..MaxWarning]));
    }

    public void Complete() => Done = true;

    /// <exception cref="SourceDefectException">It is no JSON, or too large.</exception>
    public void Reach(CheckpointMessage checkpoint)
    {
        if (checkpoint.State.Length > MaxCheckpoint)
            throw new SourceDefectException($"The source sent a checkpoint of '{stream.Name}' larger than 64 KB.");
        try
        {
            using var _ = JsonDocument.Parse(checkpoint.State);
        }
        catch (JsonException e)
        {
            throw new SourceDefectException($"The source sent a checkpoint of '{stream.Name}' that is no JSON.", e);
        }

        Checkpoint = JsonText.Sound(checkpoint.State);
    }

    /// <summary>Everything so far is committed.</summary>
    public void Clear()
    {
        _byKey.Clear();
        Warnings.Clear();
        NewColumns.Clear();
        Checkpoint = null;
        Expected = null;
    }

    private void Learn(string name, object value)
    {
        var column = new Column(JsonText.Sound(name), JsonText.Sound(name), CellsJson.TypeOf(value));
        _columns[name] = column;
        NewColumns.Add(column);
    }
}
