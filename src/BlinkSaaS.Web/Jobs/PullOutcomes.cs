using BlinkSaaS.Pulls;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Shared.Mail;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Jobs;

/// <summary>What the host does when a pull has ended: a rejected credential is told to the connection's owner.</summary>
public sealed class PullOutcomes(IServiceScopeFactory scopes, MailQueue mails, PublicAddress address) : IPullOutcomes
{
    /// <inheritdoc />
    public async Task FinishedAsync(ConnectionKey key, PullResult result, CancellationToken cancellationToken)
    {
        if (!result.PausedForCredential)
            return;
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var connection = await database.Connections.IgnoreQueryFilters()
            .Where(c => c.WorkspaceId == key.WorkspaceId && c.Id == key.ConnectionId && c.DeletedAt == null)
            .Select(c => new { c.Name, c.SourceKey, c.PublicId, c.Owner!.Email, c.Owner.IsDemo, Slug = database.Workspaces.Where(w => w.Id == c.WorkspaceId).Select(w => w.Slug).Single() })
            .SingleOrDefaultAsync(cancellationToken);
        if (connection is null or { IsDemo: true } or { Email: null })
            return;
        mails.Add(new OutgoingMail(connection.Email, $"{connection.Name} needs a new token", $"""
            The pulls of {connection.Name} have stopped, because its token was rejected:

            {result.Error}

            Swap the token here. The records stay, and pulls go on by themselves:

            {address.Link($"/w/{connection.Slug}/connections/{connection.SourceKey}/{connection.PublicId}/settings#token")}
            """));
    }
}
