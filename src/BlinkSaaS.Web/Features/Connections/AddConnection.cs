using BlinkSaaS.Pulls;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Jobs;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>Finish: checks what was typed, tests the credential, makes the connection and begins its first pull.</summary>
public sealed class AddConnection(
    AppDbContext database, CurrentWorkspace workspace, ConnectionNames names, PrivacyOptions privacy, ConnectionSecrets secrets,
    CheckCredentials check, PullJobs jobs, TimeProvider clock, HoldMembership hold, RecordAudit audit, SourceCatalog catalog)
{
    /// <summary>How often a connection is pulled unless told otherwise.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromHours(1);

    /// <summary>What came of it: the connection, or what to mend, by field.</summary>
    public sealed record Result(Connection? Connection, IReadOnlyDictionary<string, string> Problems, CheckOutcome? Check);

    /// <summary>Key of problems of the name.</summary>
    public const string NameField = "Name";

    /// <summary>Key of problems of the privacy.</summary>
    public const string PrivacyField = "Privacy";

    /// <summary>Key of problems of the choice of streams.</summary>
    public const string StreamsField = "Streams";

    /// <summary>Makes the connection from a draft, or says what is wrong and changes nothing.</summary>
    public async Task<Result> FromDraftAsync(ConnectionDraft draft, SourceDescriptor source, CredentialInput credentials, CancellationToken cancellationToken)
    {
        var choice = new PrivacyChoice(draft.Privacy, draft.TeamIds);
        var problems = await ProblemsAsync(source, draft.Name, credentials, choice, cancellationToken);
        if (ChosenStreams.Of(draft.Settings) is { Count: 0 })
            problems[StreamsField] = StreamChoice.NoneChosen;
        if (problems.Count > 0)
            return new Result(null, problems, null);
        var outcome = await check.RunAsync(source.Key, credentials, cancellationToken);
        if (outcome is not CheckOutcome.Ok ok)
        {
            problems[SecretField(source)] = Message(outcome);
            return new Result(null, problems, outcome);
        }

        var connection = Make(draft, source, credentials, choice, ok.Result);
        try
        {
            if (!await SaveAsync(connection, draft, ok.Result.EstimatedCalls, cancellationToken))
            {
                problems[NameField] = "Your role in this workspace has changed meanwhile, so nothing was made. Open the page again.";
                return new Result(null, problems, outcome);
            }
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            problems[NameField] = ConnectionNames.Taken;
            return new Result(null, problems, outcome);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation })
        {
            problems[PrivacyField] = "A team was deleted meanwhile. Choose again whom to share with.";
            return new Result(null, problems, outcome);
        }

        jobs.Start(new ConnectionKey(connection.WorkspaceId, connection.Id));
        return new Result(connection, problems, outcome);
    }

    /// <summary>Everything that can be said before the source is asked.</summary>
    private async Task<Dictionary<string, string>> ProblemsAsync(SourceDescriptor source, string name, CredentialInput credentials, PrivacyChoice choice, CancellationToken cancellationToken)
    {
        var problems = new Dictionary<string, string>(credentials.Problems(source), StringComparer.Ordinal);
        if (await names.ProblemAsync(source.Key, name, except: null, cancellationToken) is { } nameProblem)
            problems[NameField] = nameProblem;
        if (await privacy.ProblemAsync(choice, [], cancellationToken) is { } privacyProblem)
            problems[PrivacyField] = privacyProblem;
        return problems;
    }

    private Connection Make(ConnectionDraft draft, SourceDescriptor source, CredentialInput credentials, PrivacyChoice choice, CheckResult result)
    {
        var now = clock.GetUtcNow();
        var id = RandomId.New();
        var connection = new Connection
        {
            WorkspaceId = workspace.Id,
            PublicId = id,
            SourceKey = source.Key,
            PluginVersion = catalog.Find(source.Key)?.Version,
            Name = ConnectionNames.Tidy(draft.Name),
            NormalizedName = ConnectionNames.Normalize(draft.Name),
            OwnerId = workspace.UserId,
            Privacy = choice.Privacy,
            PrivacySetAt = now,
            PrivacySetById = workspace.UserId,
            Settings = ChosenStreams.With(credentials.Settings, ChosenStreams.Of(draft.Settings)),
            Secrets = secrets.Protect(id, credentials.Secrets),
            SecretHint = ConnectionSecrets.Hint(credentials.Secrets),
            BudgetKey = secrets.BudgetKey(source.Key, credentials.Secrets),
            Account = result.Account,
            CreatedAt = now,
        };
        connection.Teams.AddRange(choice.Teams.Select(team => new ConnectionTeam { WorkspaceId = workspace.Id, TeamId = team, SharedAt = now, SharedById = workspace.UserId }));
        return connection;
    }

    /// <summary>Connection, schedule and the end of the draft are one transaction. False for whoever was removed while the credential was tested.</summary>
    private async Task<bool> SaveAsync(Connection connection, ConnectionDraft draft, int? firstPullCalls, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (!await hold.AsAsync(MemberRole.Member, cancellationToken))
            return false;
        database.Add(connection);
        database.Remove(draft);
        await database.SaveChangesAsync(cancellationToken);
        await audit.AddAndSaveAsync(AuditAction.ConnectionCreated, AuditTarget.Of(connection), PrivacyChoice.Title(connection.Privacy), cancellationToken);
        var (open, inside, key) = ((NpgsqlConnection)database.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction(), new ConnectionKey(connection.WorkspaceId, connection.Id));
        await PullSchedule.AddAsync(open, inside, key, DefaultInterval, workspace.UserId, cancellationToken);
        if (firstPullCalls is { } calls)
            await FirstPullEstimate.KeepAsync(open, inside, key, calls, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>The field that a refused credential is shown at.</summary>
    public static string SecretField(SourceDescriptor source) =>
        (source.Fields.FirstOrDefault(f => f.Kind == CredentialFieldKind.Secret) ?? source.Fields[0]).Key;

    /// <summary>What a failed check says to the person.</summary>
    public static string Message(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Rejected r => r.Message,
        CheckOutcome.Denied d => d.Message,
        CheckOutcome.Unavailable u => u.Message,
        CheckOutcome.Defect d => d.Message,
        _ => "",
    };
}
