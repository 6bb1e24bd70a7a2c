using BlinkSaaS.Pulls.Records;
using BlinkSaaS.Sources;
using Npgsql;
using NpgsqlTypes;

namespace BlinkSaaS.Pulls.Reading;

/// <summary>A stream of a connection, as stored.</summary>
public sealed record StreamInfo
{
    /// <summary>Number within the connection.</summary>
    public required int StreamId { get; init; }

    /// <summary>Stable name; part of URLs.</summary>
    public required string Name { get; init; }

    /// <summary>What people call it.</summary>
    public required string Title { get; init; }

    /// <summary>What a record is.</summary>
    public required string Description { get; init; }

    /// <summary>Columns, in the order to show them.</summary>
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>Records there are.</summary>
    public required long Live { get; init; }

    /// <summary>When it was last read to its end.</summary>
    public required DateTimeOffset? LastPulledAt { get; init; }
}

/// <summary>Reads which streams a connection has, as the role of the connection it is given.</summary>
public static class ConnectionStreams
{
    /// <summary>All streams of a connection, in the source's order.</summary>
    public static Task<IReadOnlyList<StreamInfo>> AllAsync(
        NpgsqlConnection connection, ConnectionKey key, CancellationToken cancellationToken) =>
        ReadAsync(connection, key, null, cancellationToken);

    /// <summary>One stream by name, or null.</summary>
    public static async Task<StreamInfo?> OneAsync(
        NpgsqlConnection connection, ConnectionKey key, string name, CancellationToken cancellationToken) =>
        (await ReadAsync(connection, key, JsonText.Sound(name), cancellationToken)).SingleOrDefault();

    private static async Task<IReadOnlyList<StreamInfo>> ReadAsync(
        NpgsqlConnection connection, ConnectionKey key, string? name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT stream_id, name, title, description, columns, live, last_pulled_at FROM pulls.streams
            WHERE workspace_id = $1 AND connection_id = $2 AND ($3 IS NULL OR name = $3) ORDER BY position, stream_id
            """, connection);
        command.With(key).With(name, NpgsqlDbType.Text);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var streams = new List<StreamInfo>();
        while (await reader.ReadAsync(cancellationToken))
        {
            streams.Add(new StreamInfo
            {
                StreamId = reader.GetInt32(0),
                Name = reader.GetString(1),
                Title = reader.GetString(2),
                Description = reader.GetString(3),
                Columns = ColumnsJson.Read(reader.GetString(4)),
                Live = reader.GetInt64(5),
                LastPulledAt = reader.Nullable<DateTimeOffset>(6),
            });
        }

        return streams;
    }
}
