using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace BlinkSaaS.Web.Features.Members;

/// <summary>
/// Changes of who is in a workspace, and as what, take turns: each locks the row of the workspace and then looks again what
/// the actor is. So of two who demote each other the first one wins, and the last Owner stays.
/// </summary>
public sealed class MemberTurns(AppDbContext database, CurrentWorkspace workspace)
{
    /// <summary>A change that has its turn. Nothing is kept unless it is committed.</summary>
    public sealed class Turn(IDbContextTransaction transaction, Member actor) : IAsyncDisposable
    {
        /// <summary>Whoever acts, as they are now.</summary>
        public Member Actor => actor;

        /// <summary>Keeps what was done.</summary>
        public Task CommitAsync(CancellationToken cancellationToken) => transaction.CommitAsync(cancellationToken);

        /// <inheritdoc />
        public ValueTask DisposeAsync() => transaction.DisposeAsync();
    }

    /// <summary>Waits for its turn; null where the actor is not in the workspace any more.</summary>
    public async Task<Turn?> BeginAsync(CancellationToken cancellationToken)
    {
        var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        try
        {
            await database.Database.ExecuteSqlAsync($"SELECT 1 FROM workspaces WHERE id = {workspace.Id} FOR UPDATE", cancellationToken);
            if (await database.Members.Include(m => m.User).SingleOrDefaultAsync(m => m.UserId == workspace.UserId, cancellationToken) is { } actor)
                return new Turn(transaction, actor);
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }

        await transaction.DisposeAsync();
        return null;
    }

    /// <summary>Whether somebody is the only Owner. Ask it while having the turn.</summary>
    public async Task<bool> IsLastOwnerAsync(Member member, CancellationToken cancellationToken) =>
        member.Role == MemberRole.Owner && !await database.Members.AnyAsync(m => m.Role == MemberRole.Owner && m.UserId != member.UserId, cancellationToken);
}
