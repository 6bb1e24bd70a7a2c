using System.Security.Cryptography;
using System.Text;

namespace BlinkSaaS.Web.Hosting.Secrets;

/// <summary>AES-256-GCM under a key derived from the <see cref="InstanceKey"/>: nonce, tag, then the text.</summary>
public sealed class Wrapping(InstanceKey key)
{
    private readonly byte[] _key = key.Derive("wrap the key ring");

    /// <summary>Encrypts.</summary>
    public byte[] Wrap(string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var result = new byte[12 + 16 + plain.Length];
        RandomNumberGenerator.Fill(result.AsSpan(0, 12));
        using var aes = new AesGcm(_key, 16);
        aes.Encrypt(result.AsSpan(0, 12), plain, result.AsSpan(28), result.AsSpan(12, 16));
        return result;
    }

    /// <summary>Decrypts, or says no when it was made under another key or was changed.</summary>
    public bool TryUnwrap(ReadOnlySpan<byte> wrapped, out string text)
    {
        text = "";
        if (wrapped.Length < 28)
            return false;
        var plain = new byte[wrapped.Length - 28];
        using var aes = new AesGcm(_key, 16);
        try
        {
            aes.Decrypt(wrapped[..12], wrapped[28..], wrapped.Slice(12, 16), plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        text = Encoding.UTF8.GetString(plain);
        return true;
    }
}
