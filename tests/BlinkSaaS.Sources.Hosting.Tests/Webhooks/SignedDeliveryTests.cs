using System.Text;
using BlinkSaaS.Sources.Hosting.Webhooks;

namespace BlinkSaaS.Sources.Hosting.Tests.Webhooks;

public sealed class SignedDeliveryTests
{
    // A vector of RFC 4231, case 2.
    private const string Secret = "Jefe";
    private const string Signed = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    private static readonly byte[] s_body = Encoding.ASCII.GetBytes("what do ya want for nothing?");
    private static readonly WebhookSignature s_hex = new("X-Signature");

    [Fact]
    public void One_of_the_secrets_signed_the_body()
    {
        Assert.True(SignedDelivery.IsSigned(s_hex, [Secret], Signed, s_body));
        Assert.True(SignedDelivery.IsSigned(s_hex, ["other", Secret], Signed.ToUpperInvariant(), s_body));
        Assert.True(SignedDelivery.IsSigned(s_hex with { Prefix = "sha256=" }, [Secret], "sha256=" + Signed, s_body));
        Assert.True(SignedDelivery.IsSigned(s_hex with { Encoding = WebhookEncoding.Base64 }, [Secret], Convert.ToBase64String(Convert.FromHexString(Signed)), s_body));
        Assert.True(SignedDelivery.IsSigned(s_hex with { Hash = WebhookHash.Sha512 }, [Secret],
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737", s_body));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("zz")]
    [InlineData("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3842")]
    [InlineData("5bdcc146bf60754e6a042426089575c7")]
    public void Anything_else_is_not_a_signature(string? header) => Assert.False(SignedDelivery.IsSigned(s_hex, [Secret], header, s_body));

    [Fact]
    public void A_changed_body_or_no_secret_is_not_signed()
    {
        Assert.False(SignedDelivery.IsSigned(s_hex, [Secret], Signed, [.. s_body, (byte)' ']));
        Assert.False(SignedDelivery.IsSigned(s_hex, [""], Signed, s_body));
        Assert.False(SignedDelivery.IsSigned(s_hex, [], Signed, s_body));
    }
}
