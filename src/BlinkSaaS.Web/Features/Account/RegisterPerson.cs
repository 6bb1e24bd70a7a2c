using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Workspaces;
using Microsoft.AspNetCore.Identity;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>Makes an account with its first workspace, or tells the owner of the address that they have one.</summary>
public sealed class RegisterPerson(
    AppDbContext database, UserManager<AppUser> people, CreateWorkspace createWorkspace, AccountMails mails, DummyPassword dummy, TimeProvider time)
{
    /// <summary>
    /// The outcome is the same for a new and for a known address. Errors concern only what was typed: a password that is
    /// too short.
    /// </summary>
    public async Task<IReadOnlyList<string>> RunAsync(string name, string email, string password, string? workspace, CancellationToken cancellationToken)
    {
        var person = new AppUser { DisplayName = name, Email = email, UserName = email, CreatedAt = time.GetUtcNow() };
        if (await WeaknessesAsync(person, password) is { Count: > 0 } weaknesses)
            return weaknesses;
        if (await people.FindByEmailAsync(email) is { } owner)
        {
            if (owner.EmailConfirmed)
            {
                dummy.Hash(password);
                mails.AlreadyRegistered(owner);
            }
            else
            {
                await RepeatAsync(owner, name, password);
            }

            return [];
        }

        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var created = await people.CreateAsync(person, password);
        if (!created.Succeeded)
        {
            // Taken in this moment: the mail goes to whoever was first.
            return created.Errors.All(error => error.Code is "DuplicateUserName" or "DuplicateEmail") ? [] : [.. created.Errors.Select(error => error.Description)];
        }

        await createWorkspace.RunAsync(string.IsNullOrWhiteSpace(workspace) ? $"{name}'s workspace" : workspace, person.Id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await mails.ConfirmAddressAsync(person);
        return [];
    }

    /// <summary>The latest registration counts, and links of earlier ones stop working.</summary>
    private async Task RepeatAsync(AppUser person, string name, string password)
    {
        person.DisplayName = name;
        person.PasswordHash = people.PasswordHasher.HashPassword(person, password);
        if ((await people.UpdateSecurityStampAsync(person)).Succeeded)
            await mails.ConfirmAddressAsync(person);
    }

    private async Task<IReadOnlyList<string>> WeaknessesAsync(AppUser person, string password)
    {
        var found = new List<string>();
        foreach (var validator in people.PasswordValidators)
            found.AddRange((await validator.ValidateAsync(people, person, password)).Errors.Select(error => error.Description));
        return found;
    }
}
