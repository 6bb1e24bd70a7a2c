using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace BlinkSaaS.Pulls.Budgets;

/// <summary>
/// States in PostgreSQL, one row for a token. A turn reads the row, computes and writes it back only where nobody did meanwhile:
/// no lock is held while a worker thinks, so one that freezes delays nobody. The time is the database's, read before the state
/// is computed: an answer seems later than it was, never earlier.
/// </summary>
internal sealed class BudgetTable(NpgsqlDataSource engine, TimeProvider clock) : IBudgetStates
{
    private const int MaxTries = 100;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan TryLimit = TimeSpan.FromSeconds(5);
    private long _swept = clock.GetTimestamp();

    public bool Shared => true;

    public async ValueTask<TurnGrant> TakeTurnAsync(string key, TurnRequest request, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        await using var connection = await engine.OpenConnectionAsync(cancellationToken);
        for (var i = 0; i < MaxTries; i++)
        {
            // The worker's clock ran on while it waited for the others.
            var late = clock.GetElapsedTime(began).Ticks;
            if (await TryTakeAsync(connection, key, late == 0 ? request : Aged(request, late), cancellationToken) is { } grant)
            {
                await SweepAsync(connection, cancellationToken);
                BudgetTelemetry.Turns.Record(clock.GetElapsedTime(began).TotalSeconds);
                return grant;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, 4 + Math.Min(i, 30))), clock, cancellationToken);
        }

        throw new TimeoutException("Too many workers want the same budget at once.");
    }

    private static TurnRequest Aged(TurnRequest request, long late) => request with
    {
        Answers = [.. request.Answers.Select(answer => answer with { Sent = answer.Sent + late, Answered = answer.Answered + late })],
    };

    private static async Task<TurnGrant?> TryTakeAsync(NpgsqlConnection connection, string key, TurnRequest request, CancellationToken cancellationToken)
    {
        var (now, version, state) = await ReadAsync(connection, key, cancellationToken);
        if (state is null || state.Window != request.Window)
            state = new BudgetState(request.DeclaredLimit, request.Window);
        var grant = BudgetTurn.Take(state, request, now);
        return await WriteAsync(connection, key, version, state, grant.ForPersons + grant.Bulk > 0, cancellationToken) ? grant : null;
    }

    /// <summary>The time of the database, then the state as it is; nothing is locked.</summary>
    internal static async Task<(long Now, long Version, BudgetState? State)> ReadAsync(NpgsqlConnection connection, string key, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT b.version, b.state::text, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
            FROM (SELECT 1) one LEFT JOIN pulls.api_budget b ON b.key = $1
            """, connection) { CommandTimeout = (int)TryLimit.TotalSeconds };
        await using var reader = await command.With(key).ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            throw new UnreachableException();
        var now = reader.GetInt64(2) * TimeSpan.TicksPerMicrosecond;
        return reader.IsDBNull(0)
            ? (now, 0, null)
            : (now, reader.GetInt64(0), JsonSerializer.Deserialize(reader.GetString(1), BudgetJson.Default.BudgetState));
    }

    /// <summary>
    /// Granted permits must survive a crash of the server, or they would be granted again. Answers alone need not: without them
    /// the permits count as out, which is the safe side.
    /// </summary>
    private static async Task<bool> WriteAsync(
        NpgsqlConnection connection, string key, long version, BudgetState state, bool durable, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = (int)TryLimit.TotalSeconds };
        if (!durable)
            batch.Add("SET LOCAL synchronous_commit = off");
        var write = batch.Add(version == 0
            ? "INSERT INTO pulls.api_budget (key, version, state) VALUES ($1, $2 + 1, $3) ON CONFLICT (key) DO NOTHING"
            : "UPDATE pulls.api_budget SET version = version + 1, state = $3, used_at = clock_timestamp() WHERE key = $1 AND version = $2");
        write.With(key).With(version).With(JsonSerializer.Serialize(state, BudgetJson.Default.BudgetState), NpgsqlDbType.Json);
        return await batch.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>What nobody used for a day says nothing about any window.</summary>
    private async Task SweepAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var swept = Interlocked.Read(ref _swept);
        if (clock.GetElapsedTime(swept) < SweepEvery || Interlocked.CompareExchange(ref _swept, clock.GetTimestamp(), swept) != swept)
            return;
        await SweepAsync(connection, TimeSpan.FromDays(1), cancellationToken);
    }

    /// <summary>Removes the states that were not used for so long.</summary>
    internal static async Task SweepAsync(NpgsqlConnection connection, TimeSpan unused, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("DELETE FROM pulls.api_budget WHERE used_at < clock_timestamp() - $1", connection);
        await command.With(unused).ExecuteNonQueryAsync(cancellationToken);
    }
}
