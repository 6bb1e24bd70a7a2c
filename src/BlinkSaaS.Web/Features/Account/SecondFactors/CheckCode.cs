using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account.History;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Account.SecondFactors;

public enum CodeOutcome
{
    Right,
    Wrong,

    /// <summary>Nothing was looked at: too many wrong codes before.</summary>
    Waiting,
}

/// <summary>
/// A code of the app. Each try is counted before it is looked at, so that a thousand at the same moment are not more than
/// one after the other; every fifth wrong one makes the next wait ten minutes longer than the wait before.
/// </summary>
public sealed class CheckCode(AppDbContext database, AuthenticatorKeys keys, RecordAccountEvent record, TimeProvider time)
{
    public async Task<CodeOutcome> RunAsync(Guid person, string code)
    {
        var now = time.GetUtcNow();
        var counted = await database.Database.ExecuteSqlAsync($"""
            UPDATE authenticators SET failures = failures + 1,
              locked_until = CASE WHEN (failures + 1) % 5 = 0 THEN {now} + least((failures + 1) / 5, 144) * interval '10 minutes' ELSE NULL END
            WHERE user_id = {person} AND (locked_until IS NULL OR locked_until <= {now})
            """);
        if (counted == 0)
            return CodeOutcome.Waiting;
        var app = await database.Authenticators.AsNoTracking().SingleAsync(a => a.UserId == person);
        if (keys.StepOf(keys.Open(app.Secret, person), code) is { } step && await TakeAsync(person, step))
            return CodeOutcome.Right;
        await record.AddAsync(person, AccountAction.CodeRefused);
        return CodeOutcome.Wrong;
    }

    /// <summary>Whether the wrong code just given was the one too many.</summary>
    public Task<bool> HasBegunToWaitAsync(Guid person, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.Authenticators.AnyAsync(a => a.UserId == person && a.LockedUntil > now, cancellationToken);
    }

    /// <summary>After a new password, which shuts out whoever knew the old one.</summary>
    public Task ForgiveAsync(Guid person) => database.Authenticators.Where(a => a.UserId == person)
        .ExecuteUpdateAsync(a => a.SetProperty(x => x.Failures, 0).SetProperty(x => x.LockedUntil, (DateTimeOffset?)null));

    /// <summary>A code counts once: two requests with the same one are told apart by the database.</summary>
    private async Task<bool> TakeAsync(Guid person, long step) =>
        await database.Authenticators.Where(a => a.UserId == person && a.LastStep < step)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.LastStep, step).SetProperty(x => x.Failures, 0).SetProperty(x => x.LockedUntil, (DateTimeOffset?)null)) == 1;
}
