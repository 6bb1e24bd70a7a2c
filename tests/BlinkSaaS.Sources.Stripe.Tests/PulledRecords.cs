using System.Text.Json;
using System.Text.Json.Nodes;
using BlinkSaaS.Sources.Hosting;
using StripeSimulator;
using StripeSimulator.Worlds;

namespace BlinkSaaS.Sources.Stripe.Tests;

/// <summary>
/// Pulls as the engine makes them, and what is there after them: records by key, deletions taken out, what a complete walk did not
/// bring taken out, checkpoints kept.
/// </summary>
internal sealed class PulledRecords(SimulatorHost simulator, TimeProvider clock) : IDisposable
{
    private static readonly Dictionary<string, Kind> s_kinds = Kind.Listed.Where(kind => kind != Kind.Event).ToDictionary(kind => kind.Path);

    private readonly StripeSessions _sessions = new(simulator.BaseAddress, clock);
    private readonly Dictionary<string, Dictionary<string, RecordMessage>> _streams = [];
    private readonly Dictionary<string, HashSet<string>> _walked = [];

    public StripeKey Key { get; set; } = StripeKey.Restricted;

    public Dictionary<string, string> Checkpoints { get; } = [];

    public Dictionary<string, bool> Complete { get; } = [];

    /// <summary>Why streams were skipped, by name.</summary>
    public Dictionary<string, string> Skipped { get; } = [];

    public List<string> Warnings { get; } = [];

    public int Written { get; private set; }

    /// <summary>Called with every message, to change the world in the middle of a read.</summary>
    public Action<SourceMessage> OnMessage { get; set; } = _ => { };

    /// <summary>Whether a stream is read no further after a message, as when its worker is killed.</summary>
    public Func<SourceMessage, bool> Breaks { get; set; } = _ => false;

    public IReadOnlyDictionary<string, RecordMessage> this[string stream] => _streams.GetValueOrDefault(stream) ?? [];

    public async Task PullAsync(bool full = false, params string[] only)
    {
        Written = 0;
        using var session = _sessions.Open(Key);
        await foreach (var stream in session.Source.DiscoverAsync(session, TestContext.Current.CancellationToken))
        {
            if (only.Length > 0 && !only.Contains(stream.Name))
                continue;
            try
            {
                await ReadAsync(session, stream, full);
            }
            catch (StreamSkippedException skipped)
            {
                Skipped[stream.Name] = skipped.Message;
            }
        }
    }

    /// <summary>Everything is there once, as it is now, and nothing else.</summary>
    public void AssertIsTruth()
    {
        foreach (var (stream, kind) in s_kinds)
            AssertSame(simulator.Server.World.Truth(kind), this[stream], stream);
        var lines = simulator.Server.World.Of(Kind.Invoice).SelectMany(invoice => simulator.Server.World.RowsOf((string)invoice["id"]!));
        AssertSame(lines.ToDictionary(line => (string)line["id"]!, line => line.ToJsonString()), this["invoice_lines"], "invoice_lines");
    }

    public static void AssertSame(IReadOnlyDictionary<string, string> truth, IReadOnlyDictionary<string, RecordMessage> pulled, string stream)
    {
        var lost = truth.Keys.Except(pulled.Keys).ToList();
        var extra = pulled.Keys.Except(truth.Keys).ToList();
        var stale = truth.Where(one => pulled.TryGetValue(one.Key, out var record) && !JsonNode.DeepEquals(JsonNode.Parse(one.Value), JsonNode.Parse(record.Raw.Span))).ToList();
        Assert.True(lost.Count + extra.Count + stale.Count == 0, $"{stream}: {lost.Count} lost, {extra.Count} extra, {stale.Count} stale: {string.Join(", ", [.. lost.Take(2), .. extra.Take(2), .. stale.Take(1).Select(one => one.Value)])}");
        Assert.NotEmpty(truth);
    }

    public void Dispose() => _sessions.Dispose();

    private async Task ReadAsync(SourceSession session, StreamDescriptor stream, bool full)
    {
        var request = new ReadRequest { Stream = stream, Partition = Partition.Whole, Checkpoint = Checkpoints.GetValueOrDefault(stream.Name), Full = full };
        if (full || request.Checkpoint is null)
            _walked[stream.Name] = [];
        await foreach (var message in session.Source.ReadAsync(session, request, TestContext.Current.CancellationToken))
        {
            Take(stream.Name, message);
            OnMessage(message);
            if (Breaks(message))
                return;
        }
    }

    private void Take(string stream, SourceMessage message)
    {
        var records = _streams.TryGetValue(stream, out var known) ? known : _streams[stream] = [];
        if (message is RecordMessage record)
        {
            var key = (string)record.Cells["id"]!;
            Written += records.TryGetValue(key, out var before) && before.Raw.Span.SequenceEqual(record.Raw.Span) ? 0 : 1;
            records[key] = record;
            _walked[stream].Add(key);
        }
        else if (message is DeletedMessage deleted)
        {
            records.Remove((string)deleted.Key[0]);
        }
        else if (message is CheckpointMessage checkpoint)
        {
            Checkpoints[stream] = checkpoint.State;
            using var parsed = JsonDocument.Parse(checkpoint.State);
        }
        else if (message is WarningMessage warning)
        {
            Warnings.Add(warning.Text);
        }
        else if (message is StreamCompleteMessage completion)
        {
            Complete[stream] = completion.Complete;
            foreach (var gone in completion.Complete ? records.Keys.Except(_walked[stream]).ToList() : [])
                records.Remove(gone);
            _walked[stream] = [];
        }
    }
}
