using Npgsql;

namespace BlinkSaaS.Pulls.Records;

/// <summary>A complete walk as it is kept.</summary>
internal sealed record CompleteWalk(Walk Walk, string[] Partitions, string[] Sight, byte[] Candidates, byte[] Kept);

/// <summary>Reads walks and their marks.</summary>
internal static class WalkRows
{
    /// <summary>The last complete walk before one, held or not: whoever it saw was there.</summary>
    public const string LastComplete =
        """
        SELECT walk_id, started_at, below_ordinal, partitions, sight, candidates, kept FROM pulls.walks
        WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND walk_id < $4 AND state IN ('done', 'held')
        ORDER BY walk_id DESC LIMIT 1
        """;

    /// <summary>The last walk that nobody had to doubt, or that a person decided about: what later ones have to see, too.</summary>
    public const string LastTrusted =
        """
        SELECT walk_id, started_at, below_ordinal, partitions, sight, candidates, kept FROM pulls.walks
        WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND walk_id < $4 AND state = 'done'
        ORDER BY walk_id DESC LIMIT 1
        """;

    /// <summary>The marks of a walk.</summary>
    public const string Seen = "SELECT ordinals FROM pulls.walk_seen WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND walk_id = $4";

    public static async Task<CompleteWalk?> LastCompleteAsync(FencedWork work, StreamKey stream, int before, CancellationToken cancellationToken)
    {
        await using var command = work.Command(LastComplete);
        await using var reader = await command.With(stream).With(before).ExecuteReaderAsync(cancellationToken);
        return await OneAsync(reader, cancellationToken);
    }

    /// <summary>What a walk saw of the records below an ordinal.</summary>
    public static async Task<OrdinalSet> SeenAsync(FencedWork work, StreamKey stream, int walk, int below, CancellationToken cancellationToken)
    {
        await using var command = work.Command(Seen);
        await using var reader = await command.With(stream).With(walk).ExecuteReaderAsync(cancellationToken);
        return await SeenAsync(reader, below, cancellationToken);
    }

    /// <summary>What one of the first two statements gave.</summary>
    public static async Task<CompleteWalk?> OneAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        await reader.ReadAsync(cancellationToken)
            ? new CompleteWalk(
                new Walk(reader.GetInt32(0), reader.GetDateTime(1), reader.GetInt32(2), true), reader.GetFieldValue<string[]>(3),
                reader.GetFieldValue<string[]>(4), reader.GetFieldValue<byte[]>(5), reader.GetFieldValue<byte[]>(6))
            : null;

    /// <summary>What the third gave, of the records below an ordinal.</summary>
    public static async Task<OrdinalSet> SeenAsync(NpgsqlDataReader reader, int below, CancellationToken cancellationToken)
    {
        var seen = new OrdinalSet(below);
        while (await reader.ReadAsync(cancellationToken))
            seen.Add(reader.GetFieldValue<byte[]>(0));
        return seen;
    }
}
