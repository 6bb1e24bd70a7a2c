using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Tests.Support;

namespace BlinkSaaS.Sources.Hosting.Tests.Plugins;

public sealed class DescriptorRulesTests
{
    private static readonly SourceDescriptor s_sound = FakeSource.Descriptor;
    private static readonly CredentialField s_token = s_sound.Fields[0];
    private static readonly CredentialField s_user = new() { Key = "user", Label = "User" };

    public static TheoryData<string, SourceDescriptor> Unsound { get; } = new()
    {
        { "key", s_sound with { Key = "Fake" } },
        { "name", s_sound with { Name = new string('x', 61) } },
        { "description", s_sound with { Description = "" } },
        { "https", s_sound with { BaseAddress = new Uri("http://api.example.com/") } },
        { "https", s_sound with { BaseAddress = new Uri("https://api.example.com:8443/") } },
        { "https", s_sound with { BaseAddress = null! } },
        { "slash", s_sound with { BaseAddress = new Uri("https://api.example.com/v1") } },
        { "user", s_sound with { BaseAddress = new Uri("https://me@api.example.com/v1/") } },
        { "not among the hosts", s_sound with { BaseAddress = new Uri("https://api.example.org/") } },
        { "two fields", s_sound with { Fields = [s_token, s_token with { Key = "TOKEN" }] } },
        { "key of a field", s_sound with { Fields = [s_token, s_user with { Key = "a-b" }] } },
        { "label", s_sound with { Fields = [s_token, s_user with { Label = "" }] } },
        { "1 to 10,000", s_sound with { Fields = [s_token, s_user with { MaxLength = 0 }] } },
        { "choices", s_sound with { Fields = [s_token, s_user with { Kind = CredentialFieldKind.Choice }] } },
        { "regular expression", s_sound with { Fields = [s_token with { Pattern = "(" }] } },
        { "not a secret field", s_sound with { Authorization = new HeaderAuthorization("Authorization", "missing") } },
        { "not a secret field", s_sound with { Fields = [s_token, s_user], Authorization = new HeaderAuthorization("Authorization", "user") } },
        { "name that cannot", s_sound with { Authorization = new HeaderAuthorization("Bad Name", "token") } },
        { "name that cannot", s_sound with { Authorization = new HeaderAuthorization("Host", "token") } },
        { "format", s_sound with { Authorization = new HeaderAuthorization("Authorization", "token", "Bearer") } },
        { "format", s_sound with { Authorization = new HeaderAuthorization("Authorization", "token", "{0}\r\nX: {0}") } },
        { "name that cannot", s_sound with { Authorization = new QueryAuthorization("a&b", "token") } },
        { "names no field", s_sound with { Authorization = new BasicAuthorization(null, null) } },
        { "no secret", s_sound with { Fields = [s_token, s_user], Authorization = new BasicAuthorization("user", null) } },
        { "how its calls", s_sound with { Authorization = null! } },
        { "rate limit", s_sound with { RateLimit = null! } },
        { "1 to 1,000,000", s_sound with { RateLimit = s_sound.RateLimit with { Permits = 0 } } },
        { "window", s_sound with { RateLimit = s_sound.RateLimit with { Window = TimeSpan.Zero } } },
        { "at once", s_sound with { RateLimit = s_sound.RateLimit with { MaxConcurrency = 1000 } } },
        { "address of its sign-in", WithSignIn(s => s with { AuthorizeAddress = new Uri("http://app.example.com/") }) },
        { "token path", WithSignIn(s => s with { TokenPath = "https://elsewhere.example.com/token" }) },
        { "token path", WithSignIn(s => s with { TokenPath = "../token" }) },
        { "authorization of its sign-in", WithSignIn(s => s with { Authorization = new HeaderAuthorization("Host", "accessToken") }) },
        { "none of its fields", WithSignIn(s => s with { Authorization = new HeaderAuthorization("Authorization", "Token") }) },
        { "secret fields", WithSignIn(s => s with { InsteadOf = [] }) },
        { "secret fields", WithSignIn(s => s with { InsteadOf = ["missing"] }) },
        { "header of its rate limit", s_sound with { RateLimit = s_sound.RateLimit with { ResetHeader = "X Reset" } } },
    };

    private static SourceDescriptor WithSignIn(Func<OAuthSignIn, OAuthSignIn> change) => s_sound with
    {
        OAuth = change(new OAuthSignIn
        {
            AuthorizeAddress = new Uri("https://app.example.com/authorize"), TokenPath = "oauth/token",
            Authorization = new HeaderAuthorization("Authorization", "accessToken", "Bearer {0}"), InsteadOf = ["token"],
        }),
    };

    [Fact]
    public void A_sign_in_can_be_sound() =>
        Assert.NotNull(DescriptorRules.Check(WithSignIn(s => s), SourcePlugin.FromSource(new FakeSource(s_sound)).Manifest!).OAuth);

    [Theory]
    [MemberData(nameof(Unsound), DisableDiscoveryEnumeration = true)]
    public void An_unsound_descriptor_is_refused_with_what_is_wrong(string said, SourceDescriptor descriptor)
    {
        var manifest = SourcePlugin.FromSource(new FakeSource(s_sound)).Manifest!;
        var problem = Assert.Throws<PluginUnusableException>(() => DescriptorRules.Check(descriptor, manifest));
        Assert.Contains(said, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_of_authorization_can_be_sound()
    {
        foreach (var authorization in new SourceAuthorization[]
        {
            new HeaderAuthorization("X-Api-Key", "token"), new QueryAuthorization("api_key", "token"),
            new BasicAuthorization("user", "token"), new BasicAuthorization("token", null), new NoAuthorization(),
        })
        {
            var descriptor = s_sound with { Fields = [s_token, s_user], Authorization = authorization };
            Assert.Equal(authorization, SourcePlugin.FromSource(new FakeSource(descriptor)).Descriptor!.Authorization);
        }
    }
}
