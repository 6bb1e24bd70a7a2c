using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Pulls.Records;
using BlinkSaaS.Sources;
using CsCheck;
using Npgsql;
using static BlinkSaaS.Pulls.Tests.PlayedSource;

namespace BlinkSaaS.Pulls.Tests.Records;

/// <summary>What a stored record goes through, at random: pages, duplicates, deletions, returns, crashes at every statement.</summary>
public class VersionPropertyTests(EngineDatabase database) : IClassFixture<EngineDatabase>
{
    private static readonly StreamDescriptor Tasks = Stream("tasks", version: "size");

    /// <summary>One record of a page, or its deletion.</summary>
    private readonly record struct Line(int Key, int Value, int Version, bool Deleted);

    /// <summary>A page, and the writing statement at which its first try breaks off; 0: it does not.</summary>
    private readonly record struct Page(Line[] Lines, int Crash);

    private static readonly Gen<Page> Pages =
        from lines in Gen.Select(Gen.Int[0, 7], Gen.Int[0, 3], Gen.Int[0, 4], Gen.Int[0, 5]).Select((key, value, version, kind) => new Line(key, value, version, kind == 0)).Array[1, 8]
        from crash in Gen.Frequency((1, Gen.Const(0)), (2, Gen.Int[1, 12]))
        select new Page(lines, crash);

    [Fact]
    public async Task Records_are_the_last_values_and_the_past_is_what_was_committed_then()
    {
        await CrashPoints.SetUpAsync(database);
        await Pages.Array[1, 8].SampleAsync(PlayAsync, iter: 25, threads: 1);
    }

    [Fact]
    public void Runs_are_read_as_they_were_written_whatever_the_order_and_repetition() =>
        Gen.Int[1, 5_000].Array[0, 400].Sample(ordinals =>
        {
            var set = OrdinalSet.Of(5_001, OrdinalRuns.Encode(ordinals));
            set.Add(OrdinalRuns.Encode(Enumerable.Reverse(ordinals).Take(20)));
            return set.Members().SequenceEqual(ordinals.Distinct().Order())
                && set.Absent().Concat(ordinals).Distinct().Count() == 5_000 && set.IsEmpty == (ordinals.Length == 0);
        });

    [Theory]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 1, 0 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    public void Damaged_runs_are_refused(byte[] runs) => Assert.Throws<InvalidDataException>(() => OrdinalRuns.Decode(runs).ToList());

    private async Task PlayAsync(Page[] pages)
    {
        var key = await database.AddAsync();
        using var bench = new PullBench(database, new PlayedSource());
        var claim = await bench.ClaimAsync(key);
        var store = new StreamStore(database.Engine);
        var stream = new StreamKey(key, (await store.DeclareAsync(claim, [Tasks], CancellationToken.None))["tasks"].Id);
        var target = new PartitionTarget(claim, stream.StreamId, "tasks", "");
        await store.TakeAsync(target, false, CancellationToken.None);
        var (model, past) = (new Dictionary<string, (string Value, long Version)>(), new List<(DateTimeOffset, Dictionary<string, string>)>());
        for (var number = 0; number < pages.Length; number++)
        {
            await CommitAsync(target, Batch(pages[number], number), pages[number].Crash);
            Apply(model, pages[number]);
            past.Add((await NowAsync(), model.ToDictionary(entry => entry.Key, entry => entry.Value.Value)));
            Assert.Equal($"{number}", await database.OfAsync<string>(key, "checkpoint::text", "stream_partitions"));
        }

        foreach (var (moment, records) in past)
            Assert.Equal(Text(records), Text((await bench.RecordsAsync(key, "tasks", new RecordQuery { AsOf = moment })).ToDictionary(row => row.Key, row => row.Cells.GetProperty("name").GetString()!)));
        Assert.Equal(Text(past[^1].Item2), Text((await bench.RecordsAsync(key, "tasks")).ToDictionary(row => row.Key, row => row.Cells.GetProperty("name").GetString()!)));
        await AssertSoundAsync(key, model.Count);
    }

    private async Task CommitAsync(PartitionTarget target, Func<RecordBatch> batch, int crash)
    {
        var writer = new PageWriter(database.Engine);
        if (crash > 0)
        {
            await CrashPoints.SetAsync(database, crash);
            try
            {
                await writer.WriteAsync(target, batch(), CancellationToken.None);

                // It has fewer statements than that: it went through, and comes again as after a commit whose answer was lost.
            }
            catch (PostgresException e) when (e.MessageText == "played crash")
            {
            }

            await CrashPoints.SetAsync(database, 0);
        }

        await writer.WriteAsync(target, batch(), CancellationToken.None);
    }

    private static Func<RecordBatch> Batch(Page page, int number) => () =>
    {
        var batch = new RecordBatch(Tasks);
        foreach (var line in page.Lines)
        {
            if (line.Deleted)
                batch.Delete(new DeletedMessage([$"k{line.Key}"]));
            else
                batch.Add(Json($"k{line.Key}", $$"""{"id":"k{{line.Key}}","v":{{line.Value}}}""", ("name", $"v{line.Value}"), ("size", (long)line.Version)));
        }

        batch.Reach(new CheckpointMessage($"{number}"));
        return batch;
    };

    /// <summary>What the rules say, in the simplest way: one entry for each key of the page, the highest version, else the last.</summary>
    private static void Apply(Dictionary<string, (string Value, long Version)> model, Page page)
    {
        var last = new Dictionary<string, Line>();
        foreach (var line in page.Lines)
        {
            if (line.Deleted || !last.TryGetValue($"k{line.Key}", out var earlier) || earlier.Deleted || line.Version >= earlier.Version)
                last[$"k{line.Key}"] = line;
        }

        foreach (var (key, line) in last)
        {
            if (line.Deleted)
                model.Remove(key);
            else if (!model.TryGetValue(key, out var old) || (line.Version >= old.Version && old.Value != $"v{line.Value}"))
                model[key] = ($"v{line.Value}", line.Version);
        }
    }

    private async Task AssertSoundAsync(ConnectionKey key, int living)
    {
        Assert.Equal(living, await database.OfAsync<long>(key, "live", "streams"));
        Assert.Equal(living, await database.OfAsync<long>(key, "count(*)", "records"));
        Assert.True(await database.OfAsync<int>(key, "next_ordinal", "streams") > await database.OfAsync<int>(key, "coalesce(max(ordinal), 0)", "records"));
        const string Versions =
            """
            WITH v AS (
              SELECT key, ordinal, valid_from, NULL::timestamptz AS valid_to FROM pulls.records WHERE workspace_id = $1 AND connection_id = $2
              UNION ALL SELECT key, ordinal, valid_from, valid_to FROM pulls.record_versions WHERE workspace_id = $1 AND connection_id = $2)
            """;
        Assert.Equal(0L, await database.ScalarAsync<long>(
            Versions + "SELECT count(*) FROM v a JOIN v b ON a.key = b.key AND a.valid_from < b.valid_from WHERE a.valid_to IS NULL OR a.valid_to > b.valid_from", key.WorkspaceId, key.ConnectionId));
        Assert.Equal(0L, await database.ScalarAsync<long>(
            Versions + "SELECT count(*) FROM v a JOIN v b ON a.ordinal = b.ordinal WHERE a.key <> b.key", key.WorkspaceId, key.ConnectionId));
        Assert.Equal(0L, await database.ScalarAsync<long>(
            Versions + """
            SELECT count(*) FROM v FULL JOIN (SELECT ordinal, valid_from FROM pulls.record_bodies WHERE workspace_id = $1 AND connection_id = $2) b USING (ordinal, valid_from)
            WHERE v.key IS NULL OR b.ordinal IS NULL
            """, key.WorkspaceId, key.ConnectionId));
    }

    private async Task<DateTimeOffset> NowAsync() => new(await database.ScalarAsync<DateTime>("SELECT clock_timestamp()"));

    private static string Text(Dictionary<string, string> records) => string.Join(',', records.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={entry.Value}"));
}
