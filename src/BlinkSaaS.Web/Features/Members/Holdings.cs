using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Members;

/// <summary>How many connections somebody owns: those that stay when they leave, and those that end. Never which.</summary>
public sealed record Holdings(int Shared, int Private);

/// <summary>Counts them past the rule of who sees what, by a function of the database that gives two numbers and nothing else.</summary>
public sealed class CountHoldings(AppDbContext database, CurrentWorkspace workspace)
{
    /// <summary>Of somebody in this workspace.</summary>
    public async Task<Holdings> OfAsync(Guid userId, CancellationToken cancellationToken)
    {
        var counts = await database.Database.SqlQuery<int[]>($"SELECT ARRAY[shared, private] AS \"Value\" FROM member_holdings({workspace.Id}, {userId})").ToListAsync(cancellationToken);
        return new Holdings(counts[0][0], counts[0][1]);
    }
}
