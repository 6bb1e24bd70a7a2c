using System.Security.Cryptography;
using System.Text.Json;
using BlinkSaaS.Web.Hosting.Secrets;
using Microsoft.AspNetCore.DataProtection;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>Encrypts the secret fields for one connection or draft: what is copied to another row cannot be read there.</summary>
public sealed class ConnectionSecrets(IDataProtectionProvider protection, InstanceKey key)
{
    /// <summary>From this length on the last four characters of a secret are kept to recognise it by.</summary>
    private const int LengthWithHint = 16;

    /// <summary>Encrypts for the connection or draft that <paramref name="id"/> names.</summary>
    public byte[] Protect(string id, IReadOnlyDictionary<string, string> secrets) =>
        Protector(id).Protect(JsonSerializer.SerializeToUtf8Bytes(secrets));

    /// <summary>Decrypts what was encrypted for the same connection or draft.</summary>
    /// <exception cref="CryptographicException">It was not.</exception>
    public IReadOnlyDictionary<string, string> Unprotect(string id, byte[] encrypted) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(Protector(id).Unprotect(encrypted))!;

    /// <summary>The name of the budget that all connections with these secrets share. Tells nothing of them.</summary>
    public string BudgetKey(string sourceKey, IReadOnlyDictionary<string, string> secrets) =>
        key.Fingerprint("budget", string.Join('\n', [sourceKey, .. secrets.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}")]));

    /// <summary>The last four characters of the first secret, where it is long enough for them to reveal nothing.</summary>
    public static string? Hint(IReadOnlyDictionary<string, string> secrets) =>
        secrets.Values.FirstOrDefault() is { Length: >= LengthWithHint } secret ? secret[^4..] : null;

    private IDataProtector Protector(string id) => protection.CreateProtector("connection secrets", id);
}
