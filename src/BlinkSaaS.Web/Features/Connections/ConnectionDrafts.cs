using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>The person's own unfinished connections in this workspace.</summary>
public sealed class ConnectionDrafts(AppDbContext database, CurrentWorkspace workspace, ConnectionSecrets secrets, SourceCatalog catalog, TimeProvider clock)
{
    /// <summary>Most drafts of one person in one workspace; the oldest goes first.</summary>
    private const int Most = 20;

    /// <summary>Begins one for a source, under the identifier its form was rendered with; null where that is somebody else's.</summary>
    public async Task<ConnectionDraft?> StartAsync(string id, SourceDescriptor source, CancellationToken cancellationToken)
    {
        if (!RandomId.IsOne(id))
            return null;
        var now = clock.GetUtcNow();
        var draft = new ConnectionDraft
        {
            Id = id,
            WorkspaceId = workspace.Id,
            OwnerId = workspace.UserId,
            SourceKey = source.Key,
            SavedAt = now,
            ExpiresAt = now + ConnectionDraft.Lifetime,
        };
        var old = await database.ConnectionDrafts.OrderByDescending(d => d.SavedAt).Skip(Most - 1).ToListAsync(cancellationToken);
        database.RemoveRange(old);
        database.Add(draft);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
            return draft;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            database.Entry(draft).State = EntityState.Detached;
            // Two saves of one form at once: the other one began it. Somebody else's stays hidden.
            return await FindAsync(id, cancellationToken);
        }
    }

    /// <summary>One that has not expired, or null.</summary>
    public Task<ConnectionDraft?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.ConnectionDrafts.SingleOrDefaultAsync(d => d.Id == id && d.ExpiresAt > now, cancellationToken);
    }

    /// <summary>Those worth offering again: of a source that is still here, with something typed.</summary>
    public async Task<IReadOnlyList<ConnectionDraft>> OfferedAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var drafts = await database.ConnectionDrafts.AsNoTracking()
            .Where(d => d.ExpiresAt > now && (d.Name != "" || d.Secrets != null))
            .OrderByDescending(d => d.SavedAt).ToListAsync(cancellationToken);
        return [.. drafts.Where(d => catalog.Find(d.SourceKey) is not null)];
    }

    /// <summary>Keeps what was typed so far, sound or not. A secret is replaced only by a new one.</summary>
    public async Task<CredentialInput> SaveAsync(ConnectionDraft draft, SourceDescriptor source, DraftInput input, CancellationToken cancellationToken)
    {
        var credentials = CredentialInput.From(source, input.Fields, SecretsOf(draft));
        var now = clock.GetUtcNow();
        draft.Name = (input.Name ?? "")[..Math.Min(input.Name?.Length ?? 0, 400)];
        draft.Settings = ChosenStreams.With(
            credentials.Settings.ToDictionary(v => v.Key, v => v.Value[..Math.Min(v.Value.Length, 2000)], StringComparer.Ordinal), input.Streams?.Among(source));
        draft.Secrets = credentials.Secrets.Count == 0 ? null : secrets.Protect(draft.Id, credentials.Secrets.ToDictionary(v => v.Key, v => v.Value[..Math.Min(v.Value.Length, 4000)], StringComparer.Ordinal));
        draft.SecretHint = ConnectionSecrets.Hint(credentials.Secrets);
        draft.Privacy = input.Privacy.Privacy;
        draft.TeamIds = [.. input.Privacy.TeamIds.Take(100)];
        draft.SavedAt = now;
        draft.ExpiresAt = now + ConnectionDraft.Lifetime;
        await database.SaveChangesAsync(cancellationToken);
        return credentials;
    }

    /// <summary>Keeps the token of a sign-in at the source, instead of what was typed in its place.</summary>
    public async Task SignInAsync(ConnectionDraft draft, SourceDescriptor source, string token, CancellationToken cancellationToken)
    {
        var input = CredentialInput.SignedIn(source, token, SecretsOf(draft));
        draft.Secrets = secrets.Protect(draft.Id, input.Secrets);
        draft.SecretHint = null;
        draft.SavedAt = clock.GetUtcNow();
        await database.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Whether the draft's token is that of a sign-in at the source.</summary>
    public bool IsSignedIn(ConnectionDraft? draft, SourceDescriptor source) =>
        draft is not null && source.OAuth is { } oauth && SecretsOf(draft).ContainsKey(oauth.Authorization.Field);

    /// <summary>The secrets typed so far.</summary>
    public IReadOnlyDictionary<string, string> SecretsOf(ConnectionDraft draft) =>
        draft.Secrets is null ? new Dictionary<string, string>() : secrets.Unprotect(draft.Id, draft.Secrets);

    /// <summary>Throws one away, token included.</summary>
    public Task DiscardAsync(string id, CancellationToken cancellationToken) =>
        database.ConnectionDrafts.Where(d => d.Id == id).ExecuteDeleteAsync(cancellationToken);
}

/// <summary>What the form of Set Up Credentials holds.</summary>
public sealed record DraftInput(string? Name, IReadOnlyDictionary<string, string?> Fields, PrivacyChoice Privacy, StreamChoice? Streams = null);
