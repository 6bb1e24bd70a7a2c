using Npgsql;
using NpgsqlTypes;

namespace BlinkSaaS.Pulls.Reading;

/// <summary>Reads pulls, as the role of the connection it is given.</summary>
public static class PullHistory
{
    /// <summary>The open pull, else the last one that ended, else null.</summary>
    public static Task<PullWithStreams?> CurrentAsync(NpgsqlConnection connection, ConnectionKey key, CancellationToken cancellationToken) =>
        ReadAsync(connection, key, null, cancellationToken);

    /// <summary>One pull by number, or null.</summary>
    public static Task<PullWithStreams?> OneAsync(NpgsqlConnection connection, ConnectionKey key, int number, CancellationToken cancellationToken) =>
        ReadAsync(connection, key, number, cancellationToken);

    /// <summary>The last pulls, newest first.</summary>
    public static async Task<IReadOnlyList<PullInfo>> LastAsync(
        NpgsqlConnection connection, ConnectionKey key, int count, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {PullColumns.Names} FROM pulls.pulls p WHERE p.workspace_id = $1 AND p.connection_id = $2 ORDER BY p.number DESC LIMIT $3",
            connection);
        await using var reader = await command.With(key).With(count).ExecuteReaderAsync(cancellationToken);
        var pulls = new List<PullInfo>();
        while (await reader.ReadAsync(cancellationToken))
            pulls.Add(PullColumns.Read(reader, 0)!);
        return pulls;
    }

    /// <summary>Calls of the last pull that read everything; null where there was none.</summary>
    public static async Task<long?> FullCallsAsync(NpgsqlConnection connection, ConnectionKey key, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT calls FROM pulls.pulls WHERE workspace_id = $1 AND connection_id = $2 AND "full" AND state = 'done' ORDER BY number DESC LIMIT 1
            """, connection);
        return await command.With(key).ExecuteScalarAsync(cancellationToken) as long?;
    }

    /// <summary>One statement, so that the streams are those of the same moment. The highest number is the open pull, if any.</summary>
    private static async Task<PullWithStreams?> ReadAsync(
        NpgsqlConnection connection, ConnectionKey key, int? number, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {PullColumns.Names}, {PullColumns.StreamNames}
            FROM (SELECT * FROM pulls.pulls WHERE workspace_id = $1 AND connection_id = $2 AND ($3 IS NULL OR number = $3)
              ORDER BY number DESC LIMIT 1) p
            LEFT JOIN pulls.pull_streams s ON s.workspace_id = $1 AND s.connection_id = $2 AND s.number = p.number
            ORDER BY s.ordinal
            """, connection);
        await using var reader = await command.With(key).With(number, NpgsqlDbType.Integer).ExecuteReaderAsync(cancellationToken);
        PullInfo? pull = null;
        var streams = new List<PullStreamInfo>();
        while (await reader.ReadAsync(cancellationToken))
        {
            pull ??= PullColumns.Read(reader, 0);
            if (!await reader.IsDBNullAsync(PullColumns.Count, cancellationToken))
                streams.Add(PullColumns.Stream(reader, PullColumns.Count));
        }

        return pull is null ? null : new PullWithStreams(pull, streams);
    }
}
