using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Pulls;

namespace BlinkSaaS.Benchmarks.Malice;

/// <summary>The demo's ClickUp connections whose token works: pulled in full again and again, they must bring what they brought before.</summary>
internal sealed class SoundPulls
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    private readonly OwnDatabase _database;
    private readonly IReadOnlyList<ConnectionKey> _connections;
    private readonly string _records;

    private SoundPulls(OwnDatabase database, IReadOnlyList<ConnectionKey> connections, string records) => (_database, _connections, _records) = (database, connections, records);

    /// <summary>Pulls that were asked for and ended well.</summary>
    public int Done { get; private set; }

    /// <summary>Pulls that were asked for and did not end well, or whose records are not those from before.</summary>
    public int Wrong { get; private set; }

    /// <summary>Has each pulled once, while nothing else goes on.</summary>
    public static async Task<SoundPulls> PulledOnceAsync(OwnDatabase database, CancellationToken cancellationToken)
    {
        var connections = new List<ConnectionKey>();
        await using (var command = database.Command("SELECT workspace_id, id FROM connections WHERE source_key = 'clickup' AND name NOT LIKE 'Archive%' ORDER BY id"))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                connections.Add(new ConnectionKey(reader.GetInt64(0), reader.GetInt32(1)));
        }

        var once = new SoundPulls(database, connections, "");
        await once.PullAllAsync(cancellationToken);
        if (connections.Count == 0 || once.Done != connections.Count)
            throw new MeasurementException("The demo's connections do not pull.");
        return new SoundPulls(database, connections, await once.RecordsAsync(cancellationToken));
    }

    /// <summary>Has all pulled in full, and again, until it is cancelled; the last round ends.</summary>
    public async Task KeepPullingAsync(CancellationToken enough, CancellationToken cancellationToken)
    {
        do
        {
            await PullAllAsync(cancellationToken);
            if (await RecordsAsync(cancellationToken) != _records)
                Wrong++;
        }
        while (!enough.IsCancellationRequested);
    }

    private Task PullAllAsync(CancellationToken cancellationToken) => Task.WhenAll(_connections.Select(async key =>
    {
        await _database.RequestAsync(key, cancellationToken, full: true);
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await Task.Delay(s_pause, TimeProvider.System, cancellationToken);
            var state = await _database.ScalarAsync<string>(
                "SELECT state FROM pulls.pulls WHERE workspace_id = $1 AND connection_id = $2 ORDER BY number DESC LIMIT 1", cancellationToken, key.WorkspaceId, key.ConnectionId);
            if (state is "queued" or "running" or "waiting" && TimeProvider.System.GetElapsedTime(began) < s_patience)
                continue;
            lock (_connections)
            {
                if (state == "done")
                    Done++;
                else
                    Wrong++;
            }

            return;
        }
    }));

    private Task<string> RecordsAsync(CancellationToken cancellationToken) => _database.ScalarAsync<string>(
        """
        SELECT count(*) || ' ' || md5(string_agg(r.connection_id || '/' || s.name || '/' || r.key || '/' || r.cells, ';' ORDER BY r.connection_id, s.name, r.key))
        FROM pulls.records r JOIN pulls.streams s USING (workspace_id, connection_id, stream_id) JOIN connections c ON (c.workspace_id, c.id) = (r.workspace_id, r.connection_id)
        WHERE c.source_key = 'clickup'
        """, cancellationToken);
}
