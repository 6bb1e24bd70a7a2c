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
    private const int MaxSight = 10_000;
    private const int MaxSightLength = 200;
    private const int MaxColumnName = 60;
    private const int MaxFurtherColumns = 1000;

    private readonly RecordHash _hash = new(stream.VolatilePaths);
    private readonly Dictionary<string, PreparedRecord?> _byKey = new(StringComparer.Ordinal);
    private readonly HashSet<string> _strange = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Column> _columns = stream.Columns.ToDictionary(column => column.Name, StringComparer.Ordinal);

    public IEnumerable<PreparedRecord> Records => _byKey.Values.OfType<PreparedRecord>();

    public IEnumerable<string> Deleted => _byKey.Where(entry => entry.Value is null).Select(entry => entry.Key);

    public IReadOnlyCollection<string> Keys => _byKey.Keys;

    public string? Checkpoint { get; private set; }

    public long? Expected { get; private set; }

    public bool Done { get; private set; }

    /// <summary>The source says that every living record of the partition was sent.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>What the source said that the credential sees.</summary>
    public IReadOnlyList<string>? Sight { get; private set; }

    public List<string> Warnings { get; } = [];

    /// <summary>Columns that cells have and the stream does not declare.</summary>
    public List<Column> NewColumns { get; } = [];

    /// <summary>What is news about the stream's shape.</summary>
    public List<ColumnDrift> Drift { get; } = [];

    public int Count => _byKey.Count;

    public bool IsEmpty => _byKey.Count == 0 && Checkpoint is null && !Done && Expected is null && Warnings.Count == 0;

    /// <summary>Nothing but the end, and where it is.</summary>
    public bool IsQuiet =>
        _byKey.Count == 0 && Expected is null && Sight is null && Warnings.Count + NewColumns.Count + Drift.Count == 0;

    public void Add(RecordMessage record)
    {
        var key = RecordKey.Of(stream.Name, stream.PrimaryKey, record.Cells);
        var version = stream.VersionColumn is { } column ? CellsJson.Version(record.Cells.GetValueOrDefault(column)) : null;
        if (_byKey.GetValueOrDefault(key) is { } earlier && version < earlier.Version)
            return;
        foreach (var (name, value) in record.Cells)
        {
            if (value is null)
                continue;
            if (!_columns.TryGetValue(name, out var known))
                Learn(name, value);
            else if (!StreamDrift.Fits(known.Type, value) && _strange.Add(name))
                Drift.Add(new ColumnDrift(known.Name, known.Title, "value", known.Type, CellsJson.TypeOf(value)));
        }

        var body = JsonText.SoundBytes(record.Raw);
        _byKey[key] = new PreparedRecord(key, _hash.Of(body), version, CellsJson.Write(record.Cells), body);
    }

    /// <summary>Takes columns that an account defines for itself; a known one may have got another title, and keeps its type.</summary>
    /// <exception cref="SourceDefectException">A name cannot be one, or there are more than 1,000.</exception>
    public void Declare(ColumnsMessage declared)
    {
        foreach (var column in declared.Columns)
        {
            if (_columns.TryGetValue(column.Name, out var known) && (known.Title == column.Title || stream.Columns.Contains(known)))
                continue;
            if (column.Name.Length is 0 or > MaxColumnName || _columns.Count - stream.Columns.Count >= MaxFurtherColumns)
                throw new SourceDefectException($"The source sent a column of '{stream.Name}' with an unsound name, or more than {MaxFurtherColumns} of them.");
            var sound = column with { Name = JsonText.Sound(column.Name), Title = JsonText.Sound(column.Title), Type = known?.Type ?? column.Type };
            _columns[column.Name] = sound;
            NewColumns.RemoveAll(other => other.Name == sound.Name);
            NewColumns.Add(sound);
            if (known is null)
                Drift.Add(new ColumnDrift(sound.Name, sound.Title, "new", null, sound.Type));
        }
    }

    public void Delete(DeletedMessage deleted) => _byKey[RecordKey.Of(stream.Name, deleted.Key!)] = null;

    public void Expect(ProgressMessage progress) => Expected = Math.Max(0, progress.ExpectedRecords);

    public void Warn(WarningMessage warning)
    {
        var text = JsonText.Sound(warning.Text);
        if (Warnings.Count < MaxWarnings)
            Warnings.Add(text.Length <= MaxWarning ? text : JsonText.Sound(text[..MaxWarning]));
    }

    /// <exception cref="SourceDefectException">The sight is larger than the contract allows.</exception>
    public void Complete(StreamCompleteMessage end)
    {
        if (end.Sight is { } sight && (sight.Count > MaxSight || sight.Any(seen => seen is null || seen.Length > MaxSightLength)))
            throw new SourceDefectException($"The source sent more sight of '{stream.Name}' than {MaxSight} entries of {MaxSightLength} characters.");
        (Done, IsWhole) = (true, end.Complete);
        Sight = end.Sight?.Select(JsonText.Sound).Distinct(StringComparer.Ordinal).ToList();
    }

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
        Drift.Clear();
        Checkpoint = null;
        Expected = null;
    }

    private void Learn(string name, object value)
    {
        var column = new Column(JsonText.Sound(name), JsonText.Sound(name), CellsJson.TypeOf(value));
        _columns[name] = column;
        NewColumns.Add(column);
        Drift.Add(new ColumnDrift(column.Name, column.Title, "new", null, column.Type));
    }
}
