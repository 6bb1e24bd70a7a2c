using System.Text.Json;
using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Benchmarks.Pages;

namespace BlinkSaaS.Benchmarks.Malice;

/// <summary>Connections to a plugin that does what no plugin may do: one for each kind of it, each with a token of its own.</summary>
internal sealed class MaliciousConnections
{
    private const string Source = "malicious";

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly OwnDatabase _database;

    private MaliciousConnections(OwnDatabase database) => _database = database;

    /// <summary>What the plugin does; how its streams are named.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "throws", "hangs", "blocks", "fails_fast", "exits", "overflows", "objects", "memory", "leaks", "billion", "garbage", "nothing", "huge", "many_columns", "elsewhere",
        "without_key", "no_json", "large_checkpoint",
    ];

    /// <summary>Adds them by the page on which people do.</summary>
    public static async Task<MaliciousConnections> AddAsync(OwnDatabase database, Visitors visitors, CancellationToken cancellationToken)
    {
        foreach (var kind in Kinds)
        {
            var form = new Dictionary<string, string> { ["Name"] = Named(kind), ["Privacy"] = "Workspace", ["Fields[token]"] = $"token of the plugin that {kind}, 0123456789" };
            var landed = await visitors.SendAsync(visitors.At($"/connections/new/{Source}"), form, cancellationToken);
            if (!landed.Contains("created=", StringComparison.Ordinal))
                throw new MeasurementException($"Connecting the malicious plugin led to {landed}.");
            await database.ExecuteAsync(
                "UPDATE connections SET settings = settings || $2::jsonb WHERE name = $1", cancellationToken,
                Named(kind), JsonSerializer.Serialize(new Dictionary<string, string> { ["$streams"] = kind }));
        }

        return new MaliciousConnections(database);
    }

    /// <summary>Has each pulled again as soon as its pull has ended, until it is cancelled.</summary>
    public async Task KeepDueAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _database.ExecuteAsync(
                    """
                    UPDATE pulls.schedules s SET paused = false, pause_reason = NULL, next_pull_at = now() FROM connections c
                    WHERE c.source_key = $1 AND (s.workspace_id, s.connection_id) = (c.workspace_id, c.id) AND s.lease_until IS NULL
                    """, cancellationToken, Source);
                await Task.Delay(s_pause, TimeProvider.System, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }

    /// <summary>Pulls that are being run.</summary>
    public Task<long> RunningAsync(CancellationToken cancellationToken) => _database.ScalarAsync<long>(
        "SELECT count(*) FROM pulls.pulls p JOIN connections c ON (p.workspace_id, p.connection_id) = (c.workspace_id, c.id) WHERE c.source_key = $1 AND p.state = 'running'",
        cancellationToken, Source);

    /// <summary>The pulls that ended: with which failure of the plugin, or without one.</summary>
    public async Task<(int Ended, IReadOnlyDictionary<string, string> Reasons, int WithoutFailure)> EndedAsync(CancellationToken cancellationToken)
    {
        var (ended, reasons, without) = (0, new Dictionary<string, string>(), 0);
        await using var command = _database.Command(
            """
            SELECT c.settings ->> '$streams', p.state, coalesce(p.error, ''), p.number FROM pulls.pulls p JOIN connections c ON (p.workspace_id, p.connection_id) = (c.workspace_id, c.id)
            WHERE c.source_key = $1 AND p.state IN ('done', 'failed', 'cancelled') ORDER BY p.number
            """, Source);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            ended++;
            if (reader.GetString(1) == "failed" && reader.GetString(2).Length > 0)
                reasons[reader.GetString(0)] = reader.GetString(2);
            else if (reader.GetInt32(3) > 1) // the first one may have begun before its stream was chosen
                without++;
        }

        return (ended, reasons, without);
    }

    private static string Named(string kind) => $"Malice: {kind}";
}
