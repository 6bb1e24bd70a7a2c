using Npgsql;

namespace BlinkSaaS.Pulls;

/// <summary>
/// A transaction that commits only while the worker holds the lease. The schedule's row is locked in share mode: many pages of
/// a pull at once, but no new lease until they are through.
/// </summary>
internal sealed class FencedWork : IAsyncDisposable
{
    /// <summary>
    /// Statements that every fenced transaction begins with, in one round trip. A worker that freezes inside one does not hold
    /// the lease up for long. The planner has no statistics of a connection that is being loaded and would read whole tables for
    /// a page: look-ups by key are the only sound way here.
    /// </summary>
    public const string Settings =
        """
        SELECT set_config('idle_in_transaction_session_timeout', '10s', true), set_config('enable_hashjoin', 'off', true),
          set_config('enable_mergejoin', 'off', true), set_config('enable_seqscan', 'off', true)
        """;

    public const string Fence = "SELECT fence FROM pulls.schedules WHERE workspace_id = $1 AND connection_id = $2 AND fence = $3 FOR SHARE";

    private readonly NpgsqlTransaction _transaction;

    private FencedWork(NpgsqlConnection connection, NpgsqlTransaction transaction) => (Connection, _transaction) = (connection, transaction);

    public NpgsqlConnection Connection { get; }

    /// <summary>Begins without the check: whoever calls puts <see cref="Settings"/> and <see cref="Fence"/> into its first batch.</summary>
    public static async Task<FencedWork> OpenAsync(NpgsqlDataSource engine, CancellationToken cancellationToken)
    {
        var connection = await engine.OpenConnectionAsync(cancellationToken);
        try
        {
            return new FencedWork(connection, await connection.BeginTransactionAsync(cancellationToken));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="LeaseLostException">The fence moved on.</exception>
    public static async Task<FencedWork> BeginAsync(NpgsqlDataSource engine, ClaimedPull pull, CancellationToken cancellationToken)
    {
        var work = await OpenAsync(engine, cancellationToken);
        try
        {
            await using var batch = work.Batch();
            batch.Add(Settings);
            batch.Add(Fence).With(pull.Key).With(pull.Fence);
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) ? work : throw new LeaseLostException();
        }
        catch
        {
            await work.DisposeAsync();
            throw;
        }
    }

    public NpgsqlBatch Batch() => new(Connection, _transaction);

    public NpgsqlCommand Command(string sql)
    {
#pragma warning disable CA2100 // Callers pass constants.
        return new NpgsqlCommand(sql, Connection, _transaction);
#pragma warning restore CA2100
    }

    public Task CommitAsync(CancellationToken cancellationToken) => _transaction.CommitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
