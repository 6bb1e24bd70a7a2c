using OtpNet;

namespace BlinkSaaS.E2E.Product;

/// <summary>The app on somebody's phone.</summary>
internal sealed class AuthenticatorApp(string key)
{
    private readonly byte[] key = Base32Encoding.ToBytes(key.Replace(" ", "", StringComparison.Ordinal));

    /// <summary>What it shows now, or so many half minutes later: a code is taken once, and a clock that is half a minute ahead is allowed.</summary>
    public string Code(int later = 0) => new Totp(key).ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30 * later));
}
