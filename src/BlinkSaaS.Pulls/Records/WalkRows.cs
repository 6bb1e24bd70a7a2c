namespace BlinkSaaS.Pulls.Records;

/// <summary>A complete walk as it is kept.</summary>
internal sealed record CompleteWalk(Walk Walk, string[] Partitions, string[] Sight, byte[] Candidates, byte[] Kept);

/// <summary>Reads walks and their marks.</summary>
internal static class WalkRows
{
    /// <summary>The last complete walk before one, held or not: whoever it saw was there.</summary>
    public static Task<CompleteWalk?> LastCompleteAsync(FencedWork work, StreamKey stream, int before, CancellationToken cancellationToken) =>
        OneAsync(work, stream, before, "('done', 'held')", cancellationToken);

    /// <summary>The last walk that nobody had to doubt, or that a person decided about: what later ones have to see, too.</summary>
    public static Task<CompleteWalk?> LastTrustedAsync(FencedWork work, StreamKey stream, int before, CancellationToken cancellationToken) =>
        OneAsync(work, stream, before, "('done')", cancellationToken);

    /// <summary>What a walk saw of the records below an ordinal.</summary>
    public static async Task<OrdinalSet> SeenAsync(FencedWork work, StreamKey stream, int walk, int below, CancellationToken cancellationToken)
    {
        var seen = new OrdinalSet(below);
        await using var command = work.Command(
            "SELECT ordinals FROM pulls.walk_seen WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND walk_id = $4");
        await using var reader = await command.With(stream).With(walk).ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            seen.Add(reader.GetFieldValue<byte[]>(0));
        return seen;
    }

    private static async Task<CompleteWalk?> OneAsync(
        FencedWork work, StreamKey stream, int before, string states, CancellationToken cancellationToken)
    {
        await using var command = work.Command(
            $"""
            SELECT walk_id, started_at, below_ordinal, partitions, sight, candidates, kept FROM pulls.walks
            WHERE workspace_id = $1 AND connection_id = $2 AND stream_id = $3 AND walk_id < $4 AND state IN {states}
            ORDER BY walk_id DESC LIMIT 1
            """);
        await using var reader = await command.With(stream).With(before).ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new CompleteWalk(
                new Walk(reader.GetInt32(0), reader.GetDateTime(1), reader.GetInt32(2), true), reader.GetFieldValue<string[]>(3),
                reader.GetFieldValue<string[]>(4), reader.GetFieldValue<byte[]>(5), reader.GetFieldValue<byte[]>(6))
            : null;
    }
}
