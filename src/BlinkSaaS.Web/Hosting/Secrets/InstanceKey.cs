using System.Security.Cryptography;
using System.Text;

namespace BlinkSaaS.Web.Hosting.Secrets;

/// <summary>
/// The one secret that lies outside the database: <c>Secrets:Key</c>. It wraps the Data Protection key ring, from it come
/// the passwords of the database roles and the keys under which budgets are shared.
/// </summary>
public sealed class InstanceKey
{
    private readonly byte[] _key;

    private InstanceKey(byte[] key) => _key = key;

    /// <summary>
    /// Reads the key from <c>Secrets:Key</c> or the file <c>Secrets:KeyFile</c>. Development makes a file where neither is set;
    /// Production refuses to start.
    /// </summary>
    public static InstanceKey From(IConfiguration configuration, IHostEnvironment environment)
    {
        var text = configuration["Secrets:Key"];
        var file = configuration["Secrets:KeyFile"];
        if (string.IsNullOrWhiteSpace(text) && string.IsNullOrWhiteSpace(file))
        {
            if (!environment.IsDevelopment())
            {
                throw new StartupException(
                    "Secrets:Key is not set. It encrypts every stored credential. Set Secrets__Key to 32 random bytes in Base64 " +
                    "(make them once with `openssl rand -base64 32` and keep them safe: without them stored credentials are lost), or Secrets__KeyFile to a file that holds them.");
            }

            file = LocalFolder.From(configuration).Below("secrets.key");
            text = LocalFolder.ReadOrCreatePrivate(file, () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            try
            {
                text = File.ReadAllText(file!);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new StartupException($"The key file {file} cannot be read ({e.Message}). Set Secrets:KeyFile to the file with this instance's key.", e);
            }
        }

        return Parse(text);
    }

    /// <summary>A key from its Base64 text.</summary>
    public static InstanceKey Parse(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var length) && length >= 32
            ? new InstanceKey(bytes[..length])
            : throw new StartupException("Secrets:Key is not 32 or more bytes in Base64. Make one with `openssl rand -base64 32`.");
    }

    /// <summary>A key for one purpose; other purposes cannot be told from it.</summary>
    public byte[] Derive(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, 32, info: Encoding.UTF8.GetBytes(purpose));

    /// <summary>A name under which a secret is recognised without being known, for one purpose.</summary>
    public string Fingerprint(string purpose, string secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Derive(purpose), Encoding.UTF8.GetBytes(secret)));

    /// <inheritdoc />
    public override string ToString() => nameof(InstanceKey);
}
