using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Members;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Tenancy;

/// <summary>
/// A request proves membership when it begins, and may take seconds. What it writes is written only if the person is still
/// a member then: the row is held until the transaction ends, so a removal comes before it or after it, never in between.
/// </summary>
public sealed class HoldMembership(AppDbContext database, CurrentWorkspace workspace)
{
    /// <summary>Inside a transaction: whether the person is still in the workspace, with this role or a mightier one.</summary>
    public async Task<bool> AsAsync(MemberRole least, CancellationToken cancellationToken)
    {
        var held = await database.Database.SqlQuery<int>(
            $"SELECT role AS \"Value\" FROM members WHERE workspace_id = {workspace.Id} AND user_id = {workspace.UserId} FOR SHARE").ToListAsync(cancellationToken);
        return held is [var role] && (MemberRole)role <= least;
    }
}
