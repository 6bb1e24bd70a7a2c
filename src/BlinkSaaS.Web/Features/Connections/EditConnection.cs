using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>Changes name, privacy and token of a connection, and deletes it. Whoever calls has proven the right to manage it.</summary>
public sealed class EditConnection(
    AppDbContext database, ConnectionNames names, PrivacyOptions privacy, ConnectionSecrets secrets, CheckCredentials check, PullJobs jobs, TimeProvider clock)
{
    /// <summary>What came of a change.</summary>
    public enum Outcome
    {
        /// <summary>Saved.</summary>
        Saved,

        /// <summary>Something is wrong with what was typed.</summary>
        Invalid,

        /// <summary>Somebody else saved meanwhile.</summary>
        Conflict,
    }

    /// <summary>The outcome and, where there is something to mend, the sentence.</summary>
    public sealed record Result(Outcome Outcome, string? Problem = null, CheckResult? Check = null)
    {
        internal static readonly Result Saved = new(EditConnection.Outcome.Saved);
        internal static readonly Result Conflict = new(EditConnection.Outcome.Conflict);

        internal static Result Invalid(string problem) => new(EditConnection.Outcome.Invalid, problem);
    }

    /// <summary>Renames, unless it was changed since <paramref name="version"/> was shown.</summary>
    public async Task<Result> RenameAsync(Connection connection, string? name, uint version, CancellationToken cancellationToken)
    {
        if (await names.ProblemAsync(connection.SourceKey, name ?? "", connection.Id, cancellationToken) is { } problem)
            return Result.Invalid(problem);
        connection.Name = ConnectionNames.Tidy(name);
        connection.NormalizedName = ConnectionNames.Normalize(connection.Name);
        return await SaveAsync(connection, version, cancellationToken);
    }

    /// <summary>Sets who sees it, unless it was changed since <paramref name="version"/> was shown.</summary>
    public async Task<Result> SetPrivacyAsync(Connection connection, PrivacyChoice choice, uint version, CancellationToken cancellationToken)
    {
        var shared = connection.Teams.Select(t => t.TeamId).ToArray();
        if (await privacy.ProblemAsync(choice, shared, cancellationToken) is { } problem)
            return Result.Invalid(problem);
        var now = clock.GetUtcNow();
        connection.Privacy = choice.Privacy;
        connection.PrivacySetAt = now;
        connection.Teams.RemoveAll(t => !choice.Teams.Contains(t.TeamId));
        connection.Teams.AddRange(choice.Teams.Except(shared).Select(team => new ConnectionTeam { WorkspaceId = connection.WorkspaceId, TeamId = team, SharedAt = now }));
        return await SaveAsync(connection, version, cancellationToken);
    }

    /// <summary>Tests new secrets and puts them in the place of the old ones; the old ones stay where the test fails.</summary>
    public async Task<Result> SwapTokenAsync(Connection connection, SourceDescriptor source, IReadOnlyDictionary<string, string?> typed, uint version, CancellationToken cancellationToken)
    {
        var input = CredentialInput.From(source, typed, new Dictionary<string, string>()) with { Settings = connection.Settings };
        if (input.Problems(source) is { Count: > 0 } problems)
            return Result.Invalid(problems.Values.First());
        var outcome = await check.RunAsync(source.Key, input, cancellationToken);
        if (outcome is not CheckOutcome.Ok { Result: var result })
            return Result.Invalid(AddConnection.Message(outcome));
        connection.Secrets = secrets.Protect(connection.PublicId, input.Secrets);
        connection.SecretHint = ConnectionSecrets.Hint(input.Secrets);
        connection.BudgetKey = secrets.BudgetKey(source.Key, input.Secrets);
        connection.Account = result.Account;
        var saved = await SaveAsync(connection, version, cancellationToken, (c, t, key) => ResumeAfterSwapAsync(c, t, key, cancellationToken));
        if (saved.Outcome == Outcome.Saved)
            jobs.Start(new ConnectionKey(connection.WorkspaceId, connection.Id));
        return saved with { Check = result };
    }

    /// <summary>
    /// Hides the connection at once, destroys its secret and stops its pulls; a job removes its records. A change that was
    /// saved in this moment does not keep it alive; false where the person does not see it any more.
    /// </summary>
    public async Task<bool> DeleteAsync(Connection connection, CancellationToken cancellationToken)
    {
        var key = new ConnectionKey(connection.WorkspaceId, connection.Id);
        var now = clock.GetUtcNow();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var deleted = await database.Connections.Where(c => c.Id == connection.Id).ExecuteUpdateAsync(
            c => c.SetProperty(p => p.DeletedAt, now).SetProperty(p => p.Secrets, Array.Empty<byte>()).SetProperty(p => p.SecretHint, (string?)null), cancellationToken);
        if (deleted == 0)
            return false;
        await PullSchedule.RemoveAsync((NpgsqlConnection)database.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction(), key, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        jobs.Purge(key);
        return true;
    }

    private static async Task ResumeAfterSwapAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ConnectionKey key, CancellationToken cancellationToken)
    {
        var status = await ConnectionStatuses.ReadAsync(connection, key.WorkspaceId, [key.ConnectionId], cancellationToken);
        if (status.TryGetValue(key.ConnectionId, out var schedule) && schedule.PauseReason == PauseReason.Credential)
            await PullSchedule.ResumeAsync(connection, transaction, key, cancellationToken);
    }

    private async Task<Result> SaveAsync(
        Connection connection, uint version, CancellationToken cancellationToken, Func<NpgsqlConnection, NpgsqlTransaction, ConnectionKey, Task>? also = null)
    {
        database.Entry(connection).Property(c => c.Version).OriginalValue = version;
        // A change of the teams alone must raise the version, too.
        database.Entry(connection).Property(c => c.PrivacySetAt).IsModified = true;
        try
        {
            await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
            await database.SaveChangesAsync(cancellationToken);
            if (also is not null)
                await also((NpgsqlConnection)database.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction(), new ConnectionKey(connection.WorkspaceId, connection.Id));
            await transaction.CommitAsync(cancellationToken);
            return Result.Saved;
        }
        catch (DbUpdateConcurrencyException)
        {
            return Result.Conflict;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return Result.Invalid(ConnectionNames.Taken);
        }
    }
}
