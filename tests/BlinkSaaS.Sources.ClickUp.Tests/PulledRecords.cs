using System.Text.Json;
using BlinkSaaS.Sources.Hosting;
using ClickUpSimulator;

namespace BlinkSaaS.Sources.ClickUp.Tests;

/// <summary>
/// A pull as the engine makes it, and what it has after it: records by key, the higher version wins, checkpoints are kept.
/// All streams of a pull are read in one session.
/// </summary>
internal sealed class PulledRecords(SimulatorHost simulator, string token, TimeProvider clock, bool sandboxed = false) : IDisposable
{
    private readonly ClickUpSessions _sessions = new(simulator.BaseAddress, clock, sandboxed);
    private readonly Dictionary<(string Stream, string Partition), string> _checkpoints = [];
    private readonly Dictionary<string, Dictionary<string, RecordMessage>> _streams = [];

    // What of a record tells whether it is stale, in the simulator's terms.
    private static readonly Dictionary<string, string> Marks = new()
    {
        ["user_groups"] = "name", ["task_types"] = "name", ["tags"] = "name", ["custom_fields"] = "name", ["shared"] = "name", ["goals"] = "name",
        ["key_results"] = "current", ["views"] = "name", ["docs"] = "name", ["doc_pages"] = "text", ["comments"] = "text",
        ["time_in_status"] = "status", ["time_entries"] = "description",
    };

    /// <summary>Whether pulls bring every stream, not only those that are selected by default.</summary>
    public bool EveryStream { get; init; }

    /// <summary>Further columns of each stream, as the last message about each said.</summary>
    public Dictionary<(string Stream, string Name), Column> Columns { get; } = [];

    public List<string> Warnings { get; } = [];

    /// <summary>Called with every message, to change the world in the middle of a walk.</summary>
    public Action<SourceMessage> OnMessage { get; set; } = _ => { };

    /// <summary>Whether a stream is read no further after a message, as when its worker is killed or its pull fails.</summary>
    public Func<string, SourceMessage, bool> Breaks { get; set; } = (_, _) => false;

    public IReadOnlyCollection<string> Log => _sessions.Log;

    public IReadOnlyDictionary<string, RecordMessage> this[string stream] => _streams.GetValueOrDefault(stream) ?? [];

    public string CheckpointOf(string stream, string partition) => _checkpoints[(stream, partition)];

    /// <summary>Whether the last read of each partition said that it was complete.</summary>
    public Dictionary<(string Stream, string Partition), StreamCompleteMessage> Completions { get; } = [];

    public async Task PullAsync(bool full = false, params string[] only)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var session = _sessions.Open(token);
        await foreach (var stream in session.Source.DiscoverAsync(session, cancellationToken))
        {
            if (!Pulls(stream, only))
                continue;
            await foreach (var partition in session.Source.PartitionAsync(session, stream, cancellationToken))
                await ReadAsync(session, stream, partition, full);
        }
    }

    /// <summary>Reads all streams and partitions of a pull at the same time, as an engine may.</summary>
    public async Task PullAtOnceAsync(params string[] only)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var session = _sessions.Open(token);
        var reads = new List<Task>();
        await foreach (var stream in session.Source.DiscoverAsync(session, cancellationToken))
        {
            if (!Pulls(stream, only))
                continue;
            await foreach (var partition in session.Source.PartitionAsync(session, stream, cancellationToken))
                reads.Add(Task.Run(() => ReadAsync(session, stream, partition, full: false), cancellationToken));
        }

        await Task.WhenAll(reads);
    }

    private bool Pulls(StreamDescriptor stream, string[] only) => only.Length > 0 ? only.Contains(stream.Name) : EveryStream || stream.SelectedByDefault;

    private async Task ReadAsync(SourceSession session, StreamDescriptor stream, Partition partition, bool full)
    {
        var key = (stream.Name, partition.Key);
        var request = new ReadRequest { Stream = stream, Partition = partition, Checkpoint = _checkpoints.GetValueOrDefault(key), Full = full };
        await foreach (var message in session.Source.ReadAsync(session, request, TestContext.Current.CancellationToken))
        {
            OnMessage(message);
            lock (_streams)
                Take(stream, key, message);
            if (Breaks(stream.Name, message))
                return;
        }
    }

    private void Take(StreamDescriptor stream, (string, string) key, SourceMessage message)
    {
        if (message is RecordMessage record)
            Keep(stream, record);
        else if (message is ColumnsMessage further)
            further.Columns.ToList().ForEach(column => Columns[(stream.Name, column.Name)] = column);
        else if (message is WarningMessage warning)
            Warnings.Add(warning.Text);
        else if (message is CheckpointMessage checkpoint)
            _checkpoints[key] = checkpoint.State;
        else if (message is StreamCompleteMessage completion)
            Completions[key] = completion;
    }

    private void Keep(StreamDescriptor stream, RecordMessage record)
    {
        var records = _streams.TryGetValue(stream.Name, out var known) ? known : _streams[stream.Name] = [];
        var key = string.Join('/', stream.PrimaryKey.Select(c => record.Cells[c]));
        var isOlder = stream.VersionColumn is { } version && records.TryGetValue(key, out var kept)
            && (DateTimeOffset)kept.Cells[version]! > (DateTimeOffset)record.Cells[version]!;
        if (!isOlder)
            records[key] = record;
    }

    /// <summary>The tasks in the simulator's own terms, read from the raw objects.</summary>
    public IEnumerable<ClickUpSimulator.Sight.TrueTask> Tasks() => this["tasks"].Values.Select(record =>
    {
        using var raw = JsonDocument.Parse(record.Raw);
        var task = raw.RootElement;
        return new ClickUpSimulator.Sight.TrueTask(
            task.GetProperty("id").GetString()!,
            long.Parse(task.GetProperty("date_updated").GetString()!, System.Globalization.CultureInfo.InvariantCulture),
            (string)record.Cells["name"]!,
            (string)record.Cells["status"]!,
            (string)record.Cells["list_id"]!,
            (bool)record.Cells["archived"]!);
    });

    /// <summary>Everything that the token sees is there once, as it is now, and nothing else.</summary>
    public void AssertIsTruth()
    {
        var truth = simulator.Truth(token);
        AssertSame(truth.Workspaces, this["workspaces"].Keys, "workspaces");
        AssertSame(truth.Members.Select(m => $"{m.WorkspaceId}/{m.UserId}"), this["members"].Keys, "members");
        AssertSame(truth.Spaces, this["spaces"].Keys, "spaces");
        AssertSame(truth.Folders, this["folders"].Keys, "folders");
        AssertSame(truth.Lists, this["lists"].Keys, "lists");
        AssertTasksAreTruth();
        if (EveryStream)
            Array.ForEach([.. truth.Further.Keys], AssertStreamIsTruth);
    }

    /// <summary>A stream beside the hierarchy and the tasks has every record, each as it is now.</summary>
    public void AssertStreamIsTruth(string stream)
    {
        var mark = Marks[stream];
        AssertSame(
            simulator.Truth(token).Further[stream],
            this[stream].Select(r => KeyValuePair.Create(r.Key, Convert.ToString(r.Value.Cells.GetValueOrDefault(mark), System.Globalization.CultureInfo.InvariantCulture) ?? "")),
            stream);
    }

    public void AssertTasksAreTruth() => AssertSame(simulator.Truth(token).Tasks, Tasks(), "tasks");

    public static void AssertSame<T>(IEnumerable<T> expected, IEnumerable<T> actual, string what)
    {
        var (wanted, given) = (expected.ToHashSet(), actual.ToHashSet());
        var lost = wanted.Except(given).ToList();
        var extra = given.Except(wanted).ToList();
        Assert.True(lost.Count + extra.Count == 0, $"{what}: {lost.Count} lost or stale ({string.Join(", ", lost.Take(3))}), {extra.Count} extra ({string.Join(", ", extra.Take(3))}).");
        Assert.True(given.Count > 0 || wanted.Count == 0, $"{what}: nothing there.");
    }

    public void Dispose() => _sessions.Dispose();
}
