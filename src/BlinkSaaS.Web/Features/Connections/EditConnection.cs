using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Features.Hooks;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Jobs;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>Changes name, privacy and token of a connection, and deletes it. Whoever calls has proven the right to manage it.</summary>
public sealed class EditConnection(
    AppDbContext database, ConnectionNames names, PrivacyOptions privacy, ConnectionSecrets secrets, CheckCredentials check, PullJobs jobs, TimeProvider clock,
    CurrentWorkspace workspace, HoldMembership hold, RecordAudit audit, KeepWebhooks webhooks)
{
    /// <summary>How long deleting waits for the source to forget the webhooks.</summary>
    private static readonly TimeSpan WebhookPatience = TimeSpan.FromSeconds(8);

    /// <summary>What came of a change.</summary>
    public enum Outcome
    {
        /// <summary>Saved.</summary>
        Saved,

        /// <summary>Something is wrong with what was typed.</summary>
        Invalid,

        /// <summary>Somebody else saved meanwhile.</summary>
        Conflict,

        /// <summary>The person was removed, or lost the right, while the request ran.</summary>
        Gone,
    }

    /// <summary>The outcome and, where there is something to mend, the sentence.</summary>
    /// <param name="Outcome">What came of it.</param>
    /// <param name="Problem">What is wrong, and what to do.</param>
    /// <param name="Check">What the test of a credential said.</param>
    /// <param name="Field">The source's field with the problem; null where it is none.</param>
    /// <param name="Reshaped">The source is asked for something else from here on.</param>
    public sealed record Result(Outcome Outcome, string? Problem = null, CheckResult? Check = null, string? Field = null, bool Reshaped = false)
    {
        internal static readonly Result Saved = new(EditConnection.Outcome.Saved);
        internal static readonly Result Conflict = new(EditConnection.Outcome.Conflict);
        internal static readonly Result Gone = new(EditConnection.Outcome.Gone);

        internal static Result Invalid(string problem, string? field = null) => new(EditConnection.Outcome.Invalid, problem, Field: field);
    }

    /// <summary>Renames, unless it was changed since <paramref name="version"/> was shown.</summary>
    public async Task<Result> RenameAsync(Connection connection, string? name, uint version, CancellationToken cancellationToken)
    {
        if (await names.ProblemAsync(connection.SourceKey, name ?? "", connection.Id, cancellationToken) is { } problem)
            return Result.Invalid(problem);
        var former = connection.Name;
        connection.Name = ConnectionNames.Tidy(name);
        connection.NormalizedName = ConnectionNames.Normalize(connection.Name);
        audit.Add(AuditAction.ConnectionRenamed, AuditTarget.Of(connection), $"{former} to {connection.Name}");
        return await SaveAsync(connection, version, cancellationToken);
    }

    /// <summary>Sets who sees it, unless it was changed since <paramref name="version"/> was shown.</summary>
    public async Task<Result> SetPrivacyAsync(Connection connection, PrivacyChoice choice, uint version, CancellationToken cancellationToken)
    {
        var shared = connection.Teams.Select(t => t.TeamId).ToArray();
        if (await privacy.ProblemAsync(choice, shared, cancellationToken) is { } problem)
            return Result.Invalid(problem);
        var now = clock.GetUtcNow();
        var former = await PrivacyWordsAsync(connection.Privacy, shared, cancellationToken);
        audit.Add(AuditAction.ConnectionPrivacyChanged, AuditTarget.Of(connection), $"{former} to {await PrivacyWordsAsync(choice.Privacy, choice.Teams, cancellationToken)}");
        if (connection.Privacy != choice.Privacy)
            (connection.PrivacySetAt, connection.PrivacySetById) = (now, workspace.UserId);
        connection.Privacy = choice.Privacy;
        connection.Teams.RemoveAll(t => !choice.Teams.Contains(t.TeamId));
        connection.Teams.AddRange(choice.Teams.Except(shared).Select(team => new ConnectionTeam { WorkspaceId = connection.WorkspaceId, TeamId = team, SharedAt = now, SharedById = workspace.UserId }));
        return await SaveAsync(connection, version, cancellationToken, before: key => LetGoAsync(key.ConnectionId, cancellationToken));
    }

    /// <summary>Sets which streams are pulled, unless it was changed since <paramref name="version"/> was shown; null for the source's own selection.</summary>
    public Task<Result> ChooseStreamsAsync(Connection connection, IReadOnlyList<string>? streams, uint version, CancellationToken cancellationToken)
    {
        connection.Settings = ChosenStreams.With(connection.Settings, streams);
        ConsiderAgain(connection);
        audit.Add(AuditAction.ConnectionChanged, AuditTarget.Of(connection), "Which streams are pulled");
        return SaveAsync(connection, version, cancellationToken);
    }

    /// <summary>
    /// Tests what was typed and puts it in the place of what was there, which stays where the test fails. A secret may be left
    /// empty to change other fields, but not where it would then go to another address: who changes that must know the secret.
    /// </summary>
    public async Task<Result> ChangeCredentialsAsync(
        Connection connection, SourceDescriptor source, IReadOnlyDictionary<string, string?> typed, uint version, CancellationToken cancellationToken)
    {
        var before = ChosenStreams.Without(connection.Settings);
        var input = CredentialInput.From(source, typed, new Dictionary<string, string>());
        if (!source.Fields.Any(f => f.Kind != CredentialFieldKind.Secret && typed.ContainsKey(f.Key)))
            input = input with { Settings = before };
        var isKept = input.Secrets.Count == 0 && !AreSame(input.Settings, before);
        if (isKept)
        {
            if (source.BaseAddressField is { } address && input.Settings.GetValueOrDefault(address) != before.GetValueOrDefault(address))
                return Result.Invalid($"Enter the {SecretOf(source).Label} again: it is not sent to another address unless whoever changes the address knows it.", SecretOf(source).Key);
            input = input with { Secrets = SecretsOf(connection) };
        }

        return await SwapAsync(connection, source, input, isKept, version, cancellationToken);
    }

    /// <summary>Tests secrets that were not typed and puts them in the place of the old ones; the old ones stay where the test fails.</summary>
    public Task<Result> SwapTokenAsync(Connection connection, SourceDescriptor source, CredentialInput credentials, uint version, CancellationToken cancellationToken) =>
        SwapAsync(connection, source, credentials with { Settings = ChosenStreams.Without(connection.Settings) }, isKept: false, version, cancellationToken);

    private async Task<Result> SwapAsync(Connection connection, SourceDescriptor source, CredentialInput input, bool isKept, uint version, CancellationToken cancellationToken)
    {
        if (input.Problems(source) is { Count: > 0 } problems)
            return Result.Invalid(problems.Values.First(), problems.Keys.First());
        await database.EndReadingAsync(); // the source may let us wait
        var outcome = await check.RunAsync(source.Key, input, cancellationToken, connection.PluginVersion);
        if (outcome is not CheckOutcome.Ok { Result: var result })
            return Result.Invalid(AddConnection.Message(outcome), SecretOf(source).Key);
        var reshaped = !AreSame(input.Settings, ChosenStreams.Without(connection.Settings));
        connection.Settings = ChosenStreams.With(input.Settings, ChosenStreams.Of(connection.Settings));
        connection.Secrets = secrets.Protect(connection.PublicId, input.Secrets);
        connection.SecretHint = ConnectionSecrets.Hint(input.Secrets);
        connection.BudgetKey = secrets.BudgetKey(source.Key, input.Secrets);
        connection.Account = result.Account;
        ConsiderAgain(connection);
        if (!isKept)
            (connection.TokenOfId, connection.TokenOf) = (null, null);
        if (!isKept)
            audit.Add(AuditAction.ConnectionTokenSwapped, AuditTarget.Of(connection));
        if (reshaped)
            audit.Add(AuditAction.ConnectionChanged, AuditTarget.Of(connection), "What its source is asked for");
        var saved = await SaveAsync(connection, version, cancellationToken, after: (c, t, key) => GoOnAsync(c, t, key, reshaped, cancellationToken));
        if (saved.Outcome == Outcome.Saved)
        {
            jobs.Start(new ConnectionKey(connection.WorkspaceId, connection.Id));
            jobs.KeepWebhooks(new ConnectionKey(connection.WorkspaceId, connection.Id));
        }

        return saved with { Check = result, Reshaped = reshaped };
    }

    /// <summary>Moves it to the version of the plugin that was offered and breaks something, as soon as no pull of it is open.</summary>
    public async Task<Result> MoveAsync(Connection connection, string to, uint version, CancellationToken cancellationToken)
    {
        if (connection.OfferedVersion != to || connection.Offer is null or VersionOffer.Back)
            return Result.Invalid("That version is not offered any more. Look at what is.");
        connection.Offer = VersionOffer.Wanted;
        audit.Add(AuditAction.ConnectionChanged, AuditTarget.Of(connection), $"To move to version {to} of its plugin, although {connection.OfferProblem}");
        var saved = await SaveAsync(connection, version, cancellationToken);
        if (saved.Outcome == Outcome.Saved)
            jobs.MoveVersions();
        return saved;
    }

    /// <summary>What kept it from another version of its plugin was found with other streams or another credential: it is looked at anew.</summary>
    private static void ConsiderAgain(Connection connection)
    {
        if (VersionWords.MayMove(connection))
            (connection.OfferedVersion, connection.Offer, connection.OfferProblem, connection.OfferedAt) = (null, null, null, null);
    }

    /// <summary>
    /// Hides the connection at once, destroys its secret and stops its pulls; a job removes its records. A change that was
    /// saved in this moment does not keep it alive; false where the person does not see it any more.
    /// </summary>
    public async Task<bool> DeleteAsync(Connection connection, CancellationToken cancellationToken)
    {
        var key = new ConnectionKey(connection.WorkspaceId, connection.Id);
        var now = clock.GetUtcNow();
        await database.EndReadingAsync(); // the source may let us wait
        await webhooks.LetGoAsync(key, WebhookPatience, cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (!await HoldsAsync(connection, cancellationToken))
            return false;
        // Before it disappears: an entry for something that one does not see is not written.
        await audit.AddAndSaveAsync(AuditAction.ConnectionDeleted, AuditTarget.Of(connection), null, cancellationToken);
        if (!await LetGoAsync(connection.Id, cancellationToken))
            return false;
        var deleted = await database.Connections.Where(c => c.Id == connection.Id).ExecuteUpdateAsync(
            c => c.SetProperty(p => p.DeletedAt, now).SetProperty(p => p.Secrets, Array.Empty<byte>()).SetProperty(p => p.SecretHint, (string?)null), cancellationToken);
        if (deleted == 0)
            return false;
        await PullSchedule.RemoveAsync((NpgsqlConnection)database.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction(), key, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        jobs.Purge(key);
        return true;
    }

    /// <summary>
    /// The database refuses a change after which its author does not see the row. To make a connection private for its owner, or
    /// to delete it, may be just that: the right to manage it is proven there, and the row let go of. False where it is gone.
    /// </summary>
    private Task<bool> LetGoAsync(int connectionId, CancellationToken cancellationToken) =>
        database.Database.SqlQuery<bool>($"SELECT let_go({connectionId}) AS \"Value\"").SingleAsync(cancellationToken);

    /// <summary>
    /// What the credential stopped goes on. Where the source is asked for something else, the checkpoints of before mean nothing:
    /// what runs ends, and everything is read anew.
    /// </summary>
    private async Task GoOnAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ConnectionKey key, bool reshaped, CancellationToken cancellationToken)
    {
        var status = await ConnectionStatuses.ReadAsync(connection, key.WorkspaceId, [key.ConnectionId], cancellationToken);
        if (status.TryGetValue(key.ConnectionId, out var schedule) && schedule.PauseReason == PauseReason.Credential)
            await PullSchedule.ResumeAsync(connection, transaction, key, cancellationToken);
        if (!reshaped)
            return;
        await PullSchedule.CancelAsync(connection, transaction, key, $"{workspace.UserName} changed what the source is asked for. The next pull reads everything anew.", clock.GetUtcNow(), cancellationToken);
        await using (var anew = new NpgsqlCommand("SELECT read_anew($1)", connection, transaction) { Parameters = { new() { Value = key.ConnectionId } } })
            await anew.ExecuteNonQueryAsync(cancellationToken);
        await PullSchedule.RequestAsync(connection, transaction, key, workspace.UserId, full: true, cancellationToken);
    }

    /// <summary>None where they were destroyed.</summary>
    private IReadOnlyDictionary<string, string> SecretsOf(Connection connection) =>
        connection.Secrets.Length == 0 ? new Dictionary<string, string>() : secrets.Unprotect(connection.PublicId, connection.Secrets);

    private static bool AreSame(IReadOnlyDictionary<string, string> one, Dictionary<string, string> other) =>
        one.Count == other.Count && one.All(value => other.GetValueOrDefault(value.Key) == value.Value);

    private static CredentialField SecretOf(SourceDescriptor source) => source.Fields.FirstOrDefault(f => f.Kind == CredentialFieldKind.Secret) ?? source.Fields[0];

    private async Task<Result> SaveAsync(
        Connection connection, uint version, CancellationToken cancellationToken,
        Func<ConnectionKey, Task<bool>>? before = null, Func<NpgsqlConnection, NpgsqlTransaction, ConnectionKey, Task>? after = null)
    {
        database.Entry(connection).Property(c => c.Version).OriginalValue = version;
        // A change of the teams alone must raise the version, too.
        database.Entry(connection).Property(c => c.PrivacySetAt).IsModified = true;
        try
        {
            await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
            if (!await HoldsAsync(connection, cancellationToken))
                return Result.Gone;
            var key = new ConnectionKey(connection.WorkspaceId, connection.Id);
            if (before is not null && !await before(key))
                return Result.Conflict;
            await database.SaveChangesAsync(cancellationToken);
            if (after is not null)
                await after((NpgsqlConnection)database.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction(), key);
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
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation })
        {
            return Result.Invalid("A team was deleted meanwhile. Choose again whom to share with.");
        }
    }

    /// <summary>The right to manage, asked again in the transaction: whoever was removed while a token was tested saves nothing.</summary>
    private Task<bool> HoldsAsync(Connection connection, CancellationToken cancellationToken) =>
        hold.AsAsync(connection.OwnerId == workspace.UserId ? MemberRole.Viewer : MemberRole.Admin, cancellationToken);

    private async Task<string> PrivacyWordsAsync(Privacy of, IReadOnlyCollection<int> teams, CancellationToken cancellationToken) =>
        of != Privacy.Team ? PrivacyChoice.Title(of) : $"{PrivacyChoice.Title(of)} {string.Join(", ", await database.Teams.Where(t => teams.Contains(t.Id)).OrderBy(t => t.Name).Select(t => t.Name).ToListAsync(cancellationToken))}";
}
