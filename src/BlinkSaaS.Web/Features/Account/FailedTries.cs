using BlinkSaaS.Web.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>
/// Wrong passwords by browsers that an account does not know: after some of them it waits, for such browsers alone. Counted
/// in one statement, so that tries at the same moment all count.
/// </summary>
public sealed class FailedTries(AppDbContext database, IOptions<IdentityOptions> identity, TimeProvider time)
{
    /// <summary>Whether somebody must wait. Whatever is far in the future is no wait but a lock by the operator's hand.</summary>
    public bool IsWaiting(AppUser person) => person.LockoutEnd > time.GetUtcNow();

    /// <summary>Whether the account was closed (the demo's, where the demo is off): for every browser and every way of signing in.</summary>
    public bool IsClosed(AppUser person) => person.LockoutEnd > time.GetUtcNow() + TimeSpan.FromDays(365);

    /// <summary>Counts one. For nobody's account it runs the same statement, which then finds no row.</summary>
    public Task CountAsync(Guid person)
    {
        var (most, until) = (identity.Value.Lockout.MaxFailedAccessAttempts, time.GetUtcNow() + identity.Value.Lockout.DefaultLockoutTimeSpan);
        return database.Users.Where(u => u.Id == person).ExecuteUpdateAsync(u => u
            .SetProperty(p => p.LockoutEnd, p => p.AccessFailedCount + 1 >= most ? until : p.LockoutEnd)
            .SetProperty(p => p.AccessFailedCount, p => p.AccessFailedCount + 1 >= most ? 0 : p.AccessFailedCount + 1));
    }

    /// <summary>After the right password.</summary>
    public Task ClearAsync(Guid person) => database.Users.Where(u => u.Id == person && (u.AccessFailedCount > 0 || u.LockoutEnd != null))
        .ExecuteUpdateAsync(u => u.SetProperty(p => p.AccessFailedCount, 0).SetProperty(p => p.LockoutEnd, (DateTimeOffset?)null));
}
