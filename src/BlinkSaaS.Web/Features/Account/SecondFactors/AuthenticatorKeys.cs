using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using OtpNet;
using QRCoder;

namespace BlinkSaaS.Web.Features.Account.SecondFactors;

/// <summary>The key that an authenticator app shares with us: made, shown, sealed, and compared with a code.</summary>
public sealed class AuthenticatorKeys(IDataProtectionProvider protection, TimeProvider time)
{
    private const string Issuer = "BlinkSaaS";
    private const int KeyLength = 20;
    private static readonly TimeSpan OfferLasts = TimeSpan.FromMinutes(30);

    /// <summary>One step earlier for a slow hand, one later for a clock that is ahead.</summary>
    private static readonly VerificationWindow Window = new(previous: 1, future: 1);

    public static byte[] New() => RandomNumberGenerator.GetBytes(KeyLength);

    /// <summary>As people type it: Base32 in groups of four.</summary>
    public static string Words(byte[] key) => string.Join(' ', Base32Encoding.ToString(key).TrimEnd('=').Chunk(4).Select(chars => new string(chars)));

    /// <summary>The address that apps read from the picture.</summary>
    public static string Address(byte[] key, string email) =>
        $"otpauth://totp/{Issuer}:{Uri.EscapeDataString(email)}?secret={Base32Encoding.ToString(key).TrimEnd('=')}&issuer={Issuer}&algorithm=SHA1&digits=6&period=30";

    /// <summary>A picture of squares: dark on light in every theme, because cameras expect it. Attributes only, no style.</summary>
    public static string Picture(string address)
    {
        using var data = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        var size = data.ModuleMatrix.Count;
        var squares = new System.Text.StringBuilder();
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
                if (data.ModuleMatrix[y][x])
                    squares.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
        return $"<svg class=\"qr\" role=\"img\" aria-label=\"QR code with the key below\" viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\"><rect width=\"{size}\" height=\"{size}\" fill=\"#fff\"/><path fill=\"#000\" d=\"{squares}\"/></svg>";
    }

    /// <summary>The step whose code this is, or null.</summary>
    public long? StepOf(byte[] key, string code)
    {
        return IsCode(code) && new Totp(key).VerifyTotp(time.GetUtcNow().UtcDateTime, Digits(code), out var step, Window) ? step : null;
    }

    /// <summary>Whether it looks like a code of an app; recovery codes are longer.</summary>
    public static bool IsCode(string code) => Digits(code) is { Length: 6 } digits && digits.All(char.IsAsciiDigit);

    private static string Digits(string code) => string.Concat(code.Where(c => !char.IsWhiteSpace(c)));

    public byte[] Seal(byte[] key, Guid person) => Protector(person).Protect(key);

    public byte[] Open(byte[] sealedKey, Guid person) => Protector(person).Unprotect(sealedKey);

    /// <summary>For the form in which a key is offered: nothing is kept before a code proves that the app has it.</summary>
    public string Offer(byte[] key, Guid person) =>
        Offers(person).Protect(Convert.ToBase64String(key), time.GetUtcNow() + OfferLasts);

    /// <summary>The key of the form, unless it is too old or another person's.</summary>
    public byte[]? Accept(string? offer, Guid person)
    {
        try
        {
            return string.IsNullOrEmpty(offer) ? null : Convert.FromBase64String(Offers(person).Unprotect(offer));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector Protector(Guid person) => protection.CreateProtector("authenticator key", person.ToString());

    private ITimeLimitedDataProtector Offers(Guid person) => protection.CreateProtector("authenticator offer", person.ToString()).ToTimeLimitedDataProtector();
}
