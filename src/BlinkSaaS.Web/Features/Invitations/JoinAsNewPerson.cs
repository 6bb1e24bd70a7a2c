using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BlinkSaaS.Web.Features.Invitations;

/// <summary>
/// Makes an account for an invited address and lets it in, in one transaction. The link was mailed to the address, so that
/// it needs no other confirmation.
/// </summary>
public sealed class JoinAsNewPerson(AppDbContext database, UserManager<AppUser> people, AcceptInvitation accept, DummyPassword dummy, TimeProvider clock)
{
    /// <summary>What came of it: the person, or what is wrong with the password.</summary>
    public sealed record Result(AppUser? Person, params IReadOnlyList<string> Problems)
    {
        /// <summary>The address has an account: its own password opens it, not one that is typed here.</summary>
        public bool HasAccount { get; init; }
    }

    /// <summary>The link was used, taken back, or has expired in this moment.</summary>
    public static Result Late { get; } = new(null);

    /// <summary>Makes the account, or takes over one that nobody ever confirmed: whoever made that could not show the address is theirs.</summary>
    public async Task<Result> RunAsync(OpenInvitation invitation, string name, string password, CancellationToken cancellationToken)
    {
        if (await people.FindByEmailAsync(invitation.Email) is { EmailConfirmed: true })
        {
            dummy.Hash(password);
            return new Result(null) { HasAccount = true };
        }

        try
        {
            return await JoinAsync(invitation, name, password, cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // The same link in another window was quicker: the account is there, with the password typed there.
            database.ChangeTracker.Clear();
            return new Result(null) { HasAccount = true };
        }
    }

    private async Task<Result> JoinAsync(OpenInvitation invitation, string name, string password, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var (person, outcome) = await people.FindByEmailAsync(invitation.Email) is { } unconfirmed
            ? (unconfirmed, await TakeOverAsync(unconfirmed, name, password))
            : await MakeAsync(invitation.Email, name, password);
        if (!outcome.Succeeded)
        {
            // Registered in this moment: the same as if it had been there.
            return outcome.Errors.All(error => error.Code is "DuplicateUserName" or "DuplicateEmail" or "ConcurrencyFailure")
                ? new Result(null) { HasAccount = true }
                : new Result(null, [.. outcome.Errors.Select(error => error.Description)]);
        }

        if (!await accept.RunAsync(invitation, person, cancellationToken))
            return Late;
        await transaction.CommitAsync(cancellationToken);
        return new Result(person);
    }

    private async Task<(AppUser Person, IdentityResult Outcome)> MakeAsync(string email, string name, string password)
    {
        var person = new AppUser { DisplayName = name, Email = email, UserName = email, EmailConfirmed = true, CreatedAt = clock.GetUtcNow() };
        return (person, await people.CreateAsync(person, password));
    }

    private async Task<IdentityResult> TakeOverAsync(AppUser person, string name, string password)
    {
        foreach (var validator in people.PasswordValidators)
        {
            if (await validator.ValidateAsync(people, person, password) is { Succeeded: false } weak)
                return weak;
        }

        (person.DisplayName, person.EmailConfirmed) = (name, true);
        person.PasswordHash = people.PasswordHasher.HashPassword(person, password);
        return await people.UpdateSecurityStampAsync(person);
    }
}
