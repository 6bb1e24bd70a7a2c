using BlinkSaaS.Pulls;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Shared;
using BlinkSaaS.Web.Features.Shared.Mail;
using BlinkSaaS.Web.Hosting.Database;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BlinkSaaS.Web.Jobs;

/// <summary>
/// What the host does when a pull was the last one until a person acts: its connection's owner is told. A token that was
/// rejected is rejected everywhere, so every other connection with it stops, too, before it makes the call that would tell it
/// the same; each owner learns of their own connection and of no other.
/// </summary>
public sealed class PullOutcomes(
    MaintenanceDatabase maintenance, [FromKeyedServices(DatabaseConnections.EngineKey)] NpgsqlDataSource engine, MailQueue mails, PublicAddress address, ToldChanges told) : IPullOutcomes
{
    /// <inheritdoc />
    public async Task FinishedAsync(ConnectionKey key, PullResult result, CancellationToken cancellationToken)
    {
        // What events told of while it ran.
        if (result.State == PullState.Done)
            await told.AskAsync(key, cancellationToken);
        if (result.Pause is not { } reason)
            return;
        await TellAsync(key, Mail(reason, result), cancellationToken);
        if (reason != PauseReason.Credential)
            return;
        foreach (var other in await WithSameTokenAsync(key, cancellationToken))
        {
            if (await StopAsync(other, result.Error ?? "The token was rejected.", cancellationToken))
                await TellAsync(other, Mail(reason, result), cancellationToken);
        }
    }

    private async Task TellAsync(ConnectionKey key, Func<Told, OutgoingMail> mail, CancellationToken cancellationToken)
    {
        await using var database = maintenance.Open();
        var connection = await database.Connections.IgnoreQueryFilters()
            .Where(c => c.WorkspaceId == key.WorkspaceId && c.Id == key.ConnectionId && c.DeletedAt == null)
            .Select(c => new { c.Name, c.SourceKey, c.PublicId, c.Owner!.Email, c.Owner.IsDemo, Slug = database.Workspaces.Where(w => w.Id == c.WorkspaceId).Select(w => w.Slug).Single() })
            .SingleOrDefaultAsync(cancellationToken);
        if (connection is { IsDemo: false, Email: { } email })
            mails.Add(mail(new Told(email, connection.Name, address.Link($"/w/{connection.Slug}/connections/{connection.SourceKey}/{connection.PublicId}"))));
    }

    private static Func<Told, OutgoingMail> Mail(PauseReason reason, PullResult result) => told => reason == PauseReason.Credential
        ? new OutgoingMail(told.Email, $"{told.Name} needs a new token", $"""
            The pulls of {told.Name} have stopped, because its token was rejected:

            {result.Error}

            Swap the token here. The records stay, and pulls go on by themselves:

            {told.Page}/settings#token
            """)
        : new OutgoingMail(told.Email, $"{told.Name} is paused", $"""
            The last {Format.Count(result.Failures)} pulls of {told.Name} failed, so it is paused. The last one said:

            {result.Error}

            The records stay. When you have mended it, or think that it was mended, pull once. If that works, pulls go on by themselves:

            {told.Page}
            """);

    /// <summary>By the name of the token's budget, which says nothing of whose it is.</summary>
    private async Task<List<ConnectionKey>> WithSameTokenAsync(ConnectionKey key, CancellationToken cancellationToken)
    {
        await using var command = engine.CreateCommand(
            """
            SELECT o.workspace_id, o.id FROM connections c JOIN connections o ON o.budget_key = c.budget_key AND o.source_key = c.source_key
            WHERE c.workspace_id = $1 AND c.id = $2 AND o.deleted_at IS NULL AND (o.workspace_id, o.id) <> (c.workspace_id, c.id)
            """);
        command.Parameters.Add(new() { Value = key.WorkspaceId });
        command.Parameters.Add(new() { Value = key.ConnectionId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var others = new List<ConnectionKey>();
        while (await reader.ReadAsync(cancellationToken))
            others.Add(new ConnectionKey(reader.GetInt64(0), reader.GetInt32(1)));
        return others;
    }

    /// <summary>False where it had stopped already.</summary>
    private async Task<bool> StopAsync(ConnectionKey key, string error, CancellationToken cancellationToken)
    {
        await using var connection = await engine.OpenConnectionAsync(cancellationToken);
        return await PullSchedule.RejectAsync(connection, key, error, cancellationToken);
    }

    private sealed record Told(string Email, string Name, string Page);
}
