using Npgsql;

namespace BlinkSaaS.Web.Data;

/// <summary>
/// A transaction in which a page reads what the engine keeps, for the person of the request and perhaps one connection. It
/// writes nothing: whoever tries is told by the database, and what was read is not kept open while something is written.
/// </summary>
public sealed class DatabaseReading : IDisposable, IAsyncDisposable
{
    private readonly AppDbContext _context;
    private readonly NpgsqlTransaction _transaction;
    private int? _connectionId;

    private DatabaseReading(AppDbContext context, NpgsqlTransaction transaction) => (_context, _transaction) = (context, transaction);

    /// <summary>The connection to read with.</summary>
    public NpgsqlConnection Connection => _transaction.Connection!;

    /// <summary>Begins to read, or goes on; <paramref name="patience"/>: from one snapshot, with a longest time for each statement.</summary>
    internal static async Task<DatabaseReading> BeginAsync(AppDbContext context, NpgsqlConnection connection, int? connectionId, TimeSpan? patience, CancellationToken cancellationToken)
    {
        if (context.Reading is { } open && patience is null)
        {
            if (open._connectionId != connectionId)
                await DatabaseScope.TellAsync(connection, context.Scope, open._connectionId = connectionId, cancellationToken);
            return open;
        }

        if (context.Reading is { } other)
            await other.DisposeAsync();
        var transaction = await connection.BeginTransactionAsync(patience is null ? System.Data.IsolationLevel.ReadCommitted : System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        var reading = context.Reading = new DatabaseReading(context, transaction) { _connectionId = connectionId };
        // With the transaction's begin, one round trip.
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SET TRANSACTION READ ONLY"));
        batch.BatchCommands.Add(DatabaseScope.Telling(context.Scope, connectionId, keepsPlan: patience is null));
        if (patience is { } longest)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT set_config('statement_timeout', $1, true)")
            {
                Parameters = { new NpgsqlParameter<string> { TypedValue = longest.TotalMilliseconds.ToString(System.Globalization.CultureInfo.InvariantCulture) } },
            });
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        return reading;
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        _transaction.Dispose();
        Forget();
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        Forget();
    }

    private void Forget()
    {
        if (_context.Reading == this)
            _context.Reading = null;
    }
}
