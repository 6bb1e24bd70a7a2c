using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BlinkSaaS.Pulls;

/// <summary>Which workers are alive, by the database's clock.</summary>
public sealed class WorkerBeats([FromKeyedServices("engine")] NpgsqlDataSource engine)
{
    /// <summary>This worker is alive. Those that have been silent for a day are forgotten.</summary>
    public async Task BeatAsync(string worker, CancellationToken cancellationToken)
    {
        await using var batch = engine.CreateBatch();
        batch.Add("INSERT INTO pulls.workers (name) VALUES ($1) ON CONFLICT (name) DO UPDATE SET beat_at = clock_timestamp()").With(worker);
        batch.Add("DELETE FROM pulls.workers WHERE beat_at < clock_timestamp() - interval '1 day'");
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>This worker ends: nobody waits for it.</summary>
    public async Task LeaveAsync(string worker, CancellationToken cancellationToken)
    {
        await using var command = engine.CreateCommand("DELETE FROM pulls.workers WHERE name = $1");
        await command.With(worker).ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>How long ago the last worker was alive; null where there was none for a day.</summary>
    public async Task<TimeSpan?> SilenceAsync(CancellationToken cancellationToken)
    {
        await using var command = engine.CreateCommand("SELECT clock_timestamp() - max(beat_at) FROM pulls.workers");
        return await command.ExecuteScalarAsync(cancellationToken) as TimeSpan?;
    }
}
