using System.Security.Cryptography;
using System.Text;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account.History;
using BlinkSaaS.Web.Hosting.Secrets;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Account.SecondFactors;

/// <summary>
/// Ten codes for the day the app is lost. The database holds hashes under a key that is not in it, and a code is taken by
/// deleting its row: once, whoever is first.
/// </summary>
public sealed class RecoveryCodes(AppDbContext database, InstanceKey instance, RecordAccountEvent record)
{
    public const int Count = 10;
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    private readonly byte[] _key = instance.Derive("recovery codes");

    /// <summary>New ones; the old ones stop working. To be shown once.</summary>
    public async Task<IReadOnlyList<string>> RenewAsync(Guid person, CancellationToken cancellationToken)
    {
        var codes = Enumerable.Range(0, Count).Select(_ => $"{RandomNumberGenerator.GetString(Alphabet, 5)}-{RandomNumberGenerator.GetString(Alphabet, 5)}").ToList();
        await using var transaction = database.Database.CurrentTransaction is null ? await database.Database.BeginTransactionAsync(cancellationToken) : null;
        await ForgetAsync(person, cancellationToken);
        database.AddRange(codes.Select(code => new RecoveryCode { UserId = person, Hash = Hash(person, code) }));
        await database.SaveChangesAsync(cancellationToken);
        await record.AddAsync(person, AccountAction.RecoveryCodesMade);
        if (transaction is not null)
            await transaction.CommitAsync(cancellationToken);
        return codes;
    }

    public async Task<bool> TakeAsync(Guid person, string code)
    {
        var hash = Hash(person, code);
        await using var transaction = await database.Database.BeginTransactionAsync();
        var taken = await database.RecoveryCodes.Where(c => c.UserId == person && c.Hash == hash).ExecuteDeleteAsync() == 1;
        await record.AddAsync(person, taken ? AccountAction.RecoveryCodeUsed : AccountAction.CodeRefused);
        await transaction.CommitAsync();
        return taken;
    }

    public Task<int> CountAsync(Guid person, CancellationToken cancellationToken) => database.RecoveryCodes.CountAsync(c => c.UserId == person, cancellationToken);

    public Task ForgetAsync(Guid person, CancellationToken cancellationToken) => database.RecoveryCodes.Where(c => c.UserId == person).ExecuteDeleteAsync(cancellationToken);

    private byte[] Hash(Guid person, string code)
    {
        var plain = string.Concat(code.Where(char.IsLetterOrDigit)).ToLowerInvariant();
        return HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{person:n}:{plain}"));
    }
}
