using BlinkSaaS.Sources;
using Npgsql;

namespace BlinkSaaS.Pulls.Reading;

/// <summary>A walk that waits for a person: so many records were not seen, and nobody knows why.</summary>
/// <param name="Walk">Number of the pull; names the walk.</param>
/// <param name="At">When it was through.</param>
/// <param name="Reason">Why nothing was deleted.</param>
/// <param name="Lacks">Partitions, or what the credential saw before and does not see now.</param>
/// <param name="Unseen">Records that are there and were not seen.</param>
/// <param name="Live">Records there were.</param>
/// <param name="Decided">What somebody decided and the engine has still to do; null while nobody has.</param>
public sealed record HeldWalk(int Walk, DateTimeOffset At, HeldReason Reason, IReadOnlyList<string> Lacks, int Unseen, long Live, string? Decided);

/// <summary>Why a walk is held.</summary>
public enum HeldReason
{
    /// <summary>It saw no record at all.</summary>
    Nothing,

    /// <summary>It had fewer partitions than the last one.</summary>
    Partitions,

    /// <summary>The credential saw less than at the last one.</summary>
    Sight,

    /// <summary>Over half of the records were not seen.</summary>
    Many,
}

/// <summary>Something that changed in a stream's shape.</summary>
/// <param name="Title">The column.</param>
/// <param name="What">new, gone, type or value.</param>
/// <param name="Was">The type before.</param>
/// <param name="Became">The type now.</param>
/// <param name="At">When it was noticed.</param>
/// <param name="Pull">Number of the pull that noticed it.</param>
public sealed record DriftNote(string Title, string What, ColumnType? Was, ColumnType? Became, DateTimeOffset At, int Pull);

/// <summary>Reads what a person should know about a stream, as the role of the connection it is given.</summary>
public static class RecordNews
{
    /// <summary>The walk that is held, or null.</summary>
    public static async Task<HeldWalk?> HeldAsync(NpgsqlConnection connection, ConnectionKey key, StreamInfo stream, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT walk_id, ended_at, held_for, held_lacks, unseen, held_live, decision FROM pulls.walks
            WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND state = 'held' ORDER BY walk_id DESC LIMIT 1
            """, connection);
        await using var reader = await command.With(key).With(stream.StreamId).ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new HeldWalk(
                reader.GetInt32(0), reader.GetFieldValue<DateTimeOffset>(1), reader.State<HeldReason>(2), reader.GetFieldValue<string[]>(3),
                reader.GetInt32(4), reader.GetInt64(5), reader.Text(6))
            : null;
    }

    /// <summary>What drifted since a moment, the newest first.</summary>
    public static async Task<IReadOnlyList<DriftNote>> DriftAsync(
        NpgsqlConnection connection, ConnectionKey key, StreamInfo stream, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT title, what, was, became, noticed_at, number FROM pulls.stream_drift
            WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND noticed_at >= $4
            ORDER BY noticed_at DESC, column_name LIMIT 50
            """, connection);
        await using var reader = await command.With(key).With(stream.StreamId).With(since.UtcDateTime).ExecuteReaderAsync(cancellationToken);
        var notes = new List<DriftNote>();
        while (await reader.ReadAsync(cancellationToken))
        {
            notes.Add(new DriftNote(
                reader.GetString(0), reader.GetString(1), TypeOf(reader.Text(2)), TypeOf(reader.Text(3)),
                reader.GetFieldValue<DateTimeOffset>(4), reader.GetInt32(5)));
        }

        return notes;
    }

    private static ColumnType? TypeOf(string? name) => Enum.TryParse<ColumnType>(name, out var type) ? type : null;
}
