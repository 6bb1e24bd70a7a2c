using System.Globalization;
using System.Text.Json;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;

namespace SourceRunner;

/// <summary>Reads streams, shows the first records and how it goes, and keeps the checkpoints.</summary>
internal sealed class ReadStreams(LoadedPlugin plugin, RunnerArguments arguments)
{
    private readonly Dictionary<string, string> _checkpoints = LoadCheckpoints(arguments.StateFile);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var session = plugin.Open();
        var streams = await session.Source.DiscoverAsync(session, cancellationToken).ToListAsync(cancellationToken);
        if (arguments.Streams.Find(name => streams.TrueForAll(s => s.Name != name)) is { } unknown)
            throw new UsageException($"{plugin.Plugin.Name} has no stream '{unknown}'. It has: {string.Join(", ", streams.Select(s => s.Name))}.");
        foreach (var stream in streams.Where(s => arguments.Streams.Count == 0 ? s.SelectedByDefault : arguments.Streams.Contains(s.Name)))
            await ReadAsync(session, stream, cancellationToken);
        Console.WriteLine($"{session.Meter.Calls} calls, {session.Meter.Refused} refused, {session.Meter.Bytes / 1024} KB, {session.Meter.Waited.TotalSeconds:0.0} s waited for the rate limit");
    }

    private async Task ReadAsync(SourceSession session, StreamDescriptor stream, CancellationToken cancellationToken)
    {
        Console.WriteLine(stream.Title);
        await foreach (var partition in session.Source.PartitionAsync(session, stream, cancellationToken))
        {
            try
            {
                await ReadAsync(session, stream, partition, cancellationToken);
            }
            catch (StreamSkippedException skipped)
            {
                Console.WriteLine($"  skipped: {skipped.Message}");
            }
        }
    }

    private async Task ReadAsync(SourceSession session, StreamDescriptor stream, Partition partition, CancellationToken cancellationToken)
    {
        var name = $"{stream.Name}/{partition.Key}";
        var request = new ReadRequest
        {
            Stream = stream,
            Partition = partition,
            Checkpoint = _checkpoints.GetValueOrDefault(name),
            Full = arguments.Full,
        };
        var (records, deleted, callsBefore) = (0, 0, session.Meter.Calls);
        var progress = new ProgressLine(Console.Error, !Console.IsErrorRedirected, TimeProvider.System);
        await foreach (var message in session.Source.ReadAsync(session, request, cancellationToken))
        {
            if (message is WarningMessage or StreamCompleteMessage || (message is RecordMessage && records < arguments.Rows))
                progress.Clear();
            switch (message)
            {
                case RecordMessage record when records++ < arguments.Rows:
                    Console.WriteLine("    " + Row(stream, record));
                    break;
                case ProgressMessage expected:
                    progress.Expected = expected.ExpectedRecords;
                    break;
                case DeletedMessage:
                    deleted++;
                    break;
                case WarningMessage warning:
                    Console.WriteLine($"  warning: {warning.Text}");
                    break;
                case CheckpointMessage checkpoint:
                    _checkpoints[name] = checkpoint.State;
                    SaveCheckpoints();
                    break;
                case StreamCompleteMessage complete:
                    Console.WriteLine(
                        $"  {Title(partition)}{records} records, {deleted} deleted, {session.Meter.Calls - callsBefore} calls, {(complete.Complete ? "everything" : "what changed")}");
                    break;
            }

            if (message is not StreamCompleteMessage)
                progress.Show(records, session.Meter.Calls - callsBefore);
        }
    }

    private static string Title(Partition partition) => partition.Title.Length == 0 ? "" : partition.Title + ": ";

    private static string Row(StreamDescriptor stream, RecordMessage record) => string.Join(" | ", stream.Columns
        .Where(c => c.Type != ColumnType.Json && record.Cells.GetValueOrDefault(c.Name) is not null)
        .Take(8)
        .Select(c => $"{c.Title}: {Text(record.Cells[c.Name])}"));

    private static string? Text(object? value) => value is DateTimeOffset moment
        ? moment.ToString("u", CultureInfo.InvariantCulture)
        : Convert.ToString(value, CultureInfo.InvariantCulture);

    private static Dictionary<string, string> LoadCheckpoints(string? file) =>
        file is not null && File.Exists(file)
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file)) ?? []
            : [];

    private void SaveCheckpoints()
    {
        if (arguments.StateFile is { } file)
            File.WriteAllText(file, JsonSerializer.Serialize(_checkpoints));
    }
}
