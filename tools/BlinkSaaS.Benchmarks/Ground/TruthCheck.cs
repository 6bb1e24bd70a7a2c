using System.Globalization;
using BlinkSaaS.Pulls;
using ClickUpSimulator.Sight;

namespace BlinkSaaS.Benchmarks.Ground;

/// <summary>How what is stored differs from what the simulated ClickUp has.</summary>
/// <param name="Lost">Records that are missing.</param>
/// <param name="Twice">Records, bodies or counts that are there more than once, and records that ClickUp does not have.</param>
/// <param name="Stale">Tasks that are not as they are in ClickUp.</param>
/// <param name="Records">Records that are stored.</param>
internal readonly record struct Difference(int Lost, int Twice, int Stale, int Records)
{
    public bool None => this is { Lost: 0, Twice: 0, Stale: 0 };

    public static Difference operator +(Difference a, Difference b) => Add(a, b);

    public static Difference Add(Difference a, Difference b) => new(a.Lost + b.Lost, a.Twice + b.Twice, a.Stale + b.Stale, a.Records + b.Records);
}

/// <summary>Compares a connection's records with the simulator's truth.</summary>
internal static class TruthCheck
{
    public static async Task<Difference> CompareAsync(OwnDatabase database, ConnectionKey key, Truth truth, CancellationToken cancellationToken)
    {
        var expected = Expected(truth);
        var tasks = truth.Tasks.ToDictionary(task => $"tasks/{task.Id}");
        var stored = new HashSet<string>();
        var (twice, stale, records) = (0, 0, 0);
        await using var command = database.Command(
            """
            SELECT s.name || '/' || r.key, r.cells ->> 'updated', r.cells ->> 'name', r.cells ->> 'status', r.cells ->> 'list_id', r.cells ->> 'archived'
            FROM pulls.records r JOIN pulls.streams s USING (workspace_id, connection_id, stream_id) WHERE r.workspace_id = $1 AND r.connection_id = $2
            """, key.WorkspaceId, key.ConnectionId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            records++;
            var name = reader.GetString(0);
            if (!stored.Add(name) || !expected.Contains(name))
                twice++;
            else if (tasks.TryGetValue(name, out var task) && !IsAs(task, Enumerable.Range(1, 5).Select(column => reader.IsDBNull(column) ? null : reader.GetString(column)).ToArray()))
                stale++;
        }

        return new Difference(expected.Except(stored).Count(), twice + await MiscountedAsync(database, key, records, cancellationToken), stale, records);
    }

    private static HashSet<string> Expected(Truth truth) =>
    [
        .. truth.Workspaces.Select(id => $"workspaces/{id}"),
        .. truth.Members.Select(member => $"members/{member.WorkspaceId}/{member.UserId}"),
        .. truth.Spaces.Select(id => $"spaces/{id}"),
        .. truth.Folders.Select(id => $"folders/{id}"),
        .. truth.Lists.Select(id => $"lists/{id}"),
        .. truth.Tasks.Select(task => $"tasks/{task.Id}"),
    ];

    private static bool IsAs(TrueTask task, string?[] cells) =>
        cells[0] is { } updated
        && DateTimeOffset.Parse(updated, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds() == task.DateUpdated
        && cells[1] == task.Name && cells[2] == task.Status && cells[3] == task.ListId && cells[4] == (task.Archived ? "true" : "false");

    /// <summary>
    /// A page that was committed twice would leave a second body, or count its records twice: in the streams, or in the pulls.
    /// </summary>
    private static async Task<int> MiscountedAsync(OwnDatabase database, ConnectionKey key, int records, CancellationToken cancellationToken)
    {
        var wrong = 0L;
        foreach (var count in (string[])
        [
            """
            SELECT (SELECT count(*) FROM pulls.record_bodies WHERE workspace_id = $1 AND connection_id = $2)
              - (SELECT count(*) FROM pulls.record_versions WHERE workspace_id = $1 AND connection_id = $2)
            """,
            "SELECT coalesce(sum(live), 0)::bigint FROM pulls.streams WHERE workspace_id = $1 AND connection_id = $2",
            "SELECT coalesce(sum(new - deleted), 0)::bigint FROM pulls.pulls WHERE workspace_id = $1 AND connection_id = $2",
            "SELECT coalesce(sum(new - deleted), 0)::bigint FROM pulls.pull_streams WHERE workspace_id = $1 AND connection_id = $2",
        ])
        {
            wrong += Math.Abs(await database.ScalarAsync<long>(count, cancellationToken, key.WorkspaceId, key.ConnectionId) - records);
        }

        return (int)wrong;
    }
}
