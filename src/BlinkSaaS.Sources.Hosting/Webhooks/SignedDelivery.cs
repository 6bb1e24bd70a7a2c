using System.Security.Cryptography;
using System.Text;

namespace BlinkSaaS.Sources.Hosting.Webhooks;

/// <summary>Checks the signature of a delivery: over the body as it came, compared in constant time.</summary>
public static class SignedDelivery
{
    private const int LongestHeader = 1000;

    /// <summary>Whether one of the secrets signed the body.</summary>
    public static bool IsSigned(WebhookSignature signature, IEnumerable<string> secrets, string? header, ReadOnlySpan<byte> body)
    {
        if (Given(signature, header) is not { } given)
            return false;
        var isSigned = false;
        foreach (var secret in secrets.Where(secret => secret.Length > 0))
            isSigned |= CryptographicOperations.FixedTimeEquals(Hmac(signature.Hash, Encoding.UTF8.GetBytes(secret), body), given);
        return isSigned;
    }

    private static byte[] Hmac(WebhookHash hash, byte[] key, ReadOnlySpan<byte> body) =>
        hash == WebhookHash.Sha512 ? HMACSHA512.HashData(key, body) : HMACSHA256.HashData(key, body);

    private static byte[]? Given(WebhookSignature signature, string? header)
    {
        if (header is null || header.Length > LongestHeader || !header.StartsWith(signature.Prefix, StringComparison.Ordinal))
            return null;
        try
        {
            var text = header[signature.Prefix.Length..].Trim();
            return signature.Encoding == WebhookEncoding.Base64 ? Convert.FromBase64String(text) : Convert.FromHexString(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
