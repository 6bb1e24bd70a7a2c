using System.Data.Common;
using System.Globalization;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace BlinkSaaS.Web.Data;

/// <summary>
/// Tells the database for whom it is read, so that its own policies hold: a query carries workspace and person with it in the
/// same round trip, and a transaction begins with them. They last to the end of that transaction and no longer, so nothing of
/// them stays on a pooled connection. Outside of a workspace nothing is told, and nothing that a policy guards is seen.
/// </summary>
public sealed class DatabaseScope : DbCommandInterceptor, IDbTransactionInterceptor
{
    /// <summary>One is enough for all contexts: whose scope it is comes with each call.</summary>
    public static readonly DatabaseScope Instance = new();

    private const string Told = "SELECT set_config('app.workspace', @app_workspace, true), set_config('app.user', @app_user, true), " + KeepsPlan + ";\n";

    /// <summary>
    /// Planning a page's small queries anew costs twice what they cost, since each table brings its policy's own queries along:
    /// a prepared one keeps its plan. Not for records, whose plans depend on what is asked.
    /// </summary>
    private const string KeepsPlan = "set_config('plan_cache_mode', 'force_generic_plan', true)";

    private DatabaseScope() { }

    /// <summary>Tells it to the present transaction of a context, whose scope was entered only after it began.</summary>
    public static Task TellAsync(AppDbContext context, CancellationToken cancellationToken) =>
        TellAsync((NpgsqlConnection)context.Database.GetDbConnection(), context.Scope, null, cancellationToken);

    /// <summary>Tells it to the present transaction of a connection; with the connection whose records are read, where there is one.</summary>
    internal static async Task TellAsync(NpgsqlConnection connection, TenantScope scope, int? connectionId, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Telling(scope, connectionId));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The statement that tells it.</summary>
    /// <param name="scope">For whom it is read.</param>
    /// <param name="connectionId">The connection whose records are read, where there is one.</param>
    /// <param name="keepsPlan">For look-ups by key, whose plans are always the same.</param>
    internal static NpgsqlBatchCommand Telling(TenantScope scope, int? connectionId, bool keepsPlan = false) => new(
        "SELECT set_config('app.workspace', $1, true), set_config('app.user', $2, true), set_config('app.connection', $3, true)" + (keepsPlan ? ", " + KeepsPlan : ""))
    {
        Parameters = { Value("", Workspace(scope)), Value("", User(scope)), Value("", connectionId?.ToString(CultureInfo.InvariantCulture) ?? "") },
    };

    /// <inheritdoc />
    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        TellWith(command, eventData);
        return result;
    }

    /// <inheritdoc />
    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        TellWith(command, eventData);
        return ValueTask.FromResult(result);
    }

    /// <inheritdoc />
    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
    {
        if (WasTold(command))
            result.NextResult();
        return result;
    }

    /// <inheritdoc />
    public override async ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        if (WasTold(command))
            await result.NextResultAsync(cancellationToken);
        return result;
    }

    /// <inheritdoc />
    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        EndReading(eventData);
        TellWith(command, eventData);
        return result;
    }

    /// <inheritdoc />
    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await EndReadingAsync(eventData);
        TellWith(command, eventData);
        return result;
    }

    /// <summary>What was read for the page is over when something is written.</summary>
    public InterceptionResult<DbTransaction> TransactionStarting(DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result)
    {
        EndReading(eventData);
        return result;
    }

    /// <inheritdoc cref="TransactionStarting" />
    public async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        await EndReadingAsync(eventData);
        return result;
    }

    /// <summary>A transaction begins by telling.</summary>
    public DbTransaction TransactionStarted(DbConnection connection, TransactionEndEventData eventData, DbTransaction result)
    {
        if (eventData.Context is AppDbContext { Scope.Exists: true } context)
        {
            using var command = connection.CreateCommand();
            command.Transaction = result;
            TellWith(command, context.Scope);
            command.ExecuteNonQuery();
        }

        return result;
    }

    /// <inheritdoc cref="TransactionStarted" />
    public async ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is AppDbContext { Scope.Exists: true } context)
            await TellAsync((NpgsqlConnection)connection, context.Scope, null, cancellationToken);
        return result;
    }

    private static void EndReading(DbContextEventData eventData) => (eventData.Context as AppDbContext)?.Reading?.Dispose();

    private static ValueTask EndReadingAsync(DbContextEventData eventData) =>
        (eventData.Context as AppDbContext)?.Reading?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>In a transaction it was told at its begin. The statements of one command are one transaction where there is no other.</summary>
    private static void TellWith(DbCommand command, CommandEventData eventData)
    {
        if (command.Transaction is null && eventData.Context is AppDbContext { Scope.Exists: true } context)
            TellWith(command, context.Scope);
    }

    private static void TellWith(DbCommand command, TenantScope scope)
    {
#pragma warning disable CA2100 // A constant, before the text that Entity Framework made.
        command.CommandText = Told + command.CommandText;
#pragma warning restore CA2100
        command.Parameters.Add(Value("app_workspace", Workspace(scope)));
        command.Parameters.Add(Value("app_user", User(scope)));
    }

    private static bool WasTold(DbCommand command) => command.CommandText.StartsWith(Told, StringComparison.Ordinal);

    private static string Workspace(TenantScope scope) => scope.Exists ? scope.WorkspaceId.ToString(CultureInfo.InvariantCulture) : "";

    private static string User(TenantScope scope) => scope.Exists ? scope.UserId.ToString() : "";

    private static NpgsqlParameter<string> Value(string name, string value) => new() { ParameterName = name, TypedValue = value };
}
