using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace BlinkSaaS.Sources.Testing;

#pragma warning disable CA1707 // Facts are sentences, here as in a test project.
public abstract partial class SourceConformance
{
    private const int LargestCheckpoint = 64 * 1024;

    /// <summary>No input, no output, the same answer from every instance.</summary>
    [Fact]
    public void Describe_is_pure()
    {
        var first = JsonSerializer.Serialize(Source.Describe());
        Assert.Equal(first, JsonSerializer.Serialize(Source.Describe()));
        Assert.Equal(first, JsonSerializer.Serialize(CreateSource().Describe()));
        Assert.Empty(Detour.Calls);
    }

    /// <summary>The check says whose credential it is.</summary>
    [Fact]
    public async Task Check_says_whose_credential_it_is()
    {
        var result = await CheckAsync();
        Assert.False(string.IsNullOrWhiteSpace(result.Account), "CheckResult.Account is empty.");
        Assert.All(result.Sees, sight => Assert.True(sight.Count >= 0, $"{sight.What}: {sight.Count}"));
    }

    /// <summary>Names, columns and keys of the streams are sound and the same each time.</summary>
    [Fact]
    public async Task Streams_have_valid_names_keys_and_columns()
    {
        var streams = await DiscoverAsync();
        Assert.NotEmpty(streams);
        Assert.Distinct(streams.Select(s => s.Name));
        Assert.All(streams, AssertSound);
        Assert.Equal(streams.Select(s => s.Name), (await DiscoverAsync()).Select(s => s.Name));
    }

    /// <summary>The same world gives the same partitions.</summary>
    [Fact]
    public async Task Partitions_are_distinct_and_stable()
    {
        foreach (var stream in await DiscoverAsync())
        {
            var keys = (await PartitionAsync(stream)).Select(p => p.Key).ToList();
            Assert.Distinct(keys);
            Assert.All(keys, key => Assert.InRange(key.Length, 0, 200));
            Assert.Equal(keys.Order(StringComparer.Ordinal), (await PartitionAsync(stream)).Select(p => p.Key).Order(StringComparer.Ordinal));
        }
    }

    /// <summary>Cells have the types of their columns, the key is there, the raw object is JSON.</summary>
    [Fact]
    public async Task Records_match_their_columns_and_carry_their_keys()
    {
        foreach (var part in await PartsAsync())
        {
            // A column counts from the message that declares it on.
            var columns = part.Stream.Columns.ToDictionary(column => column.Name, StringComparer.Ordinal);
            foreach (var message in (await ReadAsync(part)).Messages)
            {
                if (message is ColumnsMessage further)
                    AssertSound(part, further, columns);
                else if (message is RecordMessage record)
                    AssertMatches(part, record, columns);
            }
        }
    }

    /// <summary>A first read is complete; its checkpoint comes before its end, is small and is JSON.</summary>
    [Fact]
    public async Task Reads_end_with_a_checkpoint_and_their_completion()
    {
        foreach (var part in await PartsAsync())
        {
            var read = await ReadAsync(part);
            Assert.True(read.Completion!.Complete, $"{part}: a first read must be complete.");
            Assert.True(read.Messages[^1] is StreamCompleteMessage, $"{part}: something comes after the completion.");
            Assert.True(read.Messages[^2] is CheckpointMessage, $"{part}: the message before the completion must be the checkpoint of the next pull.");
            foreach (var checkpoint in read.Messages.OfType<CheckpointMessage>())
            {
                Assert.InRange(Encoding.UTF8.GetByteCount(checkpoint.State), 1, LargestCheckpoint);
                using var parsed = JsonDocument.Parse(checkpoint.State);
            }
        }
    }

    /// <summary>A first read brings as many records as the fake API has, and another one the same.</summary>
    [Fact]
    public async Task A_first_read_brings_every_record()
    {
        var keys = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var part in await PartsAsync())
        {
            var read = PartRead.Keys(await ReadAsync(part));
            AssertSame(read, PartRead.Keys(await ReadAsync(part)), $"{part}, read a second time");
            keys.TryAdd(part.Stream.Name, new SortedSet<string>(StringComparer.Ordinal));
            keys[part.Stream.Name].UnionWith(read);
        }

        foreach (var (stream, count) in ExpectedRecords ?? new Dictionary<string, int>())
            Assert.True(keys.GetValueOrDefault(stream)?.Count == count, $"Stream {stream} brought {keys.GetValueOrDefault(stream)?.Count ?? 0} records, and the fake API has {count}.");
    }

    /// <summary>Whatever checkpoint was the last one committed, what came before it and after it is everything.</summary>
    [Fact]
    public async Task Resuming_from_every_checkpoint_loses_nothing()
    {
        foreach (var part in await PartsAsync())
        {
            var whole = await ReadAsync(part);
            var expected = PartRead.Keys(whole);
            for (var i = 0; i < whole.Messages.Count; i++)
            {
                if (whole.Messages[i] is not CheckpointMessage checkpoint)
                    continue;
                var rest = await ReadAsync(part, checkpoint.State);
                AssertSame(expected, PartRead.Keys(whole.Until(i), rest), $"{part}, resumed from {checkpoint.State}");
            }
        }
    }

    private static void AssertSound(StreamDescriptor stream)
    {
        Assert.Matches(NamePattern(), stream.Name);
        Assert.False(string.IsNullOrWhiteSpace(stream.Title), $"{stream.Name} has no title.");
        Assert.False(string.IsNullOrWhiteSpace(stream.Description), $"{stream.Name} has no description.");
        Assert.NotEmpty(stream.Columns);
        Assert.Distinct(stream.Columns.Select(c => c.Name));
        Assert.All(stream.Columns, c => Assert.Matches(NamePattern(), c.Name));
        Assert.All(stream.Columns, c => Assert.False(string.IsNullOrWhiteSpace(c.Title), $"{stream.Name}.{c.Name} has no title."));
        Assert.NotEmpty(stream.PrimaryKey);
        Assert.All(stream.PrimaryKey, key => Assert.Contains(stream.Columns, c => c.Name == key));
        if (stream.VersionColumn is { } version)
            Assert.Contains(stream.Columns, c => c.Name == version && c.Type is ColumnType.Integer or ColumnType.Timestamp);
    }

    private static void AssertSound(Part part, ColumnsMessage further, Dictionary<string, Column> columns)
    {
        foreach (var column in further.Columns)
        {
            Assert.Matches(NamePattern(), column.Name);
            Assert.False(string.IsNullOrWhiteSpace(column.Title), $"{part}: the column {column.Name} has no title.");
            Assert.True(part.Stream.Columns.All(declared => declared.Name != column.Name), $"{part}: the column {column.Name} is declared by the stream.");
            Assert.True(columns.GetValueOrDefault(column.Name, column).Type == column.Type, $"{part}: the column {column.Name} changes its type.");
            columns[column.Name] = column;
        }
    }

    private static void AssertMatches(Part part, RecordMessage record, Dictionary<string, Column> columns)
    {
        using var raw = JsonDocument.Parse(record.Raw);
        foreach (var (name, value) in record.Cells)
        {
            var column = columns.GetValueOrDefault(name);
            Assert.True(column is not null, $"{part}: the record has a cell '{name}' and the stream no such column.");
            Assert.True(value is null || Fits(column.Type, value), $"{part}: '{name}' is {column.Type} and its value {value?.GetType().Name}.");
        }

        foreach (var key in part.Stream.PrimaryKey)
            Assert.True(record.Cells.GetValueOrDefault(key) is not null, $"{part}: a record has no '{key}', which is part of the key.");
    }

    private static bool Fits(ColumnType type, object value) => type switch
    {
        ColumnType.Text => value is string,
        ColumnType.Integer => value is long,
        ColumnType.Decimal => value is decimal,
        ColumnType.Boolean => value is bool,
        ColumnType.Date => value is DateOnly,
        ColumnType.Timestamp => value is DateTimeOffset { Offset.Ticks: 0 },
        ColumnType.Json => value is JsonElement { ValueKind: not JsonValueKind.Undefined },
        _ => false,
    };

    private static void AssertSame(SortedSet<string> expected, SortedSet<string> actual, string when)
    {
        var lost = expected.Except(actual).ToList();
        var extra = actual.Except(expected).ToList();
        Assert.True(
            lost.Count == 0 && extra.Count == 0,
            $"{when}: {lost.Count} lost ({string.Join(", ", lost.Take(5))}), {extra.Count} extra ({string.Join(", ", extra.Take(5))}).");
    }

    [GeneratedRegex("^[a-z0-9_]{1,60}$")]
    private static partial Regex NamePattern();
}
