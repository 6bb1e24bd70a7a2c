using Npgsql;

namespace BlinkSaaS.Pulls;

/// <summary>
/// Statements that are sent together and are one transaction, which commits only while the worker holds the lease: begin, check,
/// work and commit in one round trip. For what needs no answer half-way; else there is <see cref="FencedWork"/>.
/// </summary>
internal static class FencedBatch
{
    /// <summary>What <c>pulls.hold</c> says where the lease is lost.</summary>
    private const string LeaseLost = "BL001";

    public static NpgsqlBatch Begin(NpgsqlDataSource engine, ClaimedPull pull)
    {
        var batch = engine.CreateBatch();
        batch.Add("SELECT pulls.hold($1, $2, $3)").With(pull.Key).With(pull.Fence);
        return batch;
    }

    /// <exception cref="LeaseLostException">Another worker holds the pull: nothing was written.</exception>
    public static async Task RunAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == LeaseLost)
        {
            throw new LeaseLostException();
        }
    }

    /// <summary>
    /// The results of the statements after the check. The transaction has committed when the last of them is read: dispose of the
    /// reader before anything is made of them.
    /// </summary>
    /// <exception cref="LeaseLostException">Another worker holds the pull: nothing was written.</exception>
    public static async Task<NpgsqlDataReader> ReadAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        NpgsqlDataReader? reader = null;
        try
        {
            reader = await batch.ExecuteReaderAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            return reader;
        }
        catch (Exception e)
        {
            if (reader is not null)
                await reader.DisposeAsync();
            if (e is PostgresException { SqlState: LeaseLost })
                throw new LeaseLostException();
            throw;
        }
    }
}
