using System.Net;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Sandboxing.Wire;
using BlinkSaaS.Sources.Hosting.Tests.Support;

namespace BlinkSaaS.Sources.Hosting.Tests.Sessions;

/// <summary>Each connection has an address of its own, and says where its secret goes: what contract 1.1 added.</summary>
public sealed class TypedAddressTests
{
    private static readonly SourceDescriptor s_typed = FakeSource.Descriptor with
    {
        BaseAddressField = "endpoint",
        Authorization = new ChosenAuthorization("place",
        [
            new("bearer", new HeaderAuthorization("Authorization", "token", "Bearer {0}")),
            new("header", new HeaderAuthorization("X-Api-Key", "token"), "name"),
            new("query", new QueryAuthorization("api_key", "token"), "name"),
        ]),
        Fields =
        [
            .. FakeSource.Descriptor.Fields,
            new CredentialField { Key = "endpoint", Label = "API Endpoint", Kind = CredentialFieldKind.Url },
            new CredentialField { Key = "place", Label = "Place", Kind = CredentialFieldKind.Choice, Choices = ["bearer", "header", "query"], Required = false },
            new CredentialField { Key = "name", Label = "Name", Required = false },
        ],
    };

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "", "GET /v1/rows?all=1 ", "Authorization: Bearer " + FakeSource.Token)]
    [InlineData("header", "", "GET /v1/rows?all=1 ", "X-Api-Key: " + FakeSource.Token)]
    [InlineData("header", "X-Token", "GET /v1/rows?all=1 ", "X-Token: " + FakeSource.Token)]
    [InlineData("query", "", "GET /v1/rows?all=1&api_key=tok_5ecret%2Bvalue ", "User-Agent")]
    [InlineData("query", "t.k", "GET /v1/rows?all=1&t.k=tok_5ecret%2Bvalue ", "User-Agent")]
    public async Task The_operators_loopback_address_is_called_as_typed_with_the_secret_where_it_was_chosen(string place, string name, string line, string header)
    {
        await using var server = LoopbackServer.AnsweringJson("{}");
        using var sessions = new TestSessions(new FakeSource(s_typed), server.BaseAddress);
        using var session = sessions.Open(Typed(new Uri(server.BaseAddress, "rows?all=1").AbsoluteUri, place, name));

        using var response = await session.Http.GetAsync(session.Http.BaseAddress, Now);

        var request = Assert.Single(server.Requests);
        Assert.StartsWith(line, request, StringComparison.Ordinal);
        Assert.Contains(header, request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task An_address_that_leads_into_a_private_network_is_not_called(string resolved)
    {
        var network = new SourceNetwork((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(resolved)]), (endPoint, _) => throw new InvalidOperationException($"{endPoint} was called."));
        // An operator's address beside it opens nothing for another one.
        using var sessions = new TestSessions(new FakeSource(s_typed), new Uri("http://127.0.0.1:5010/"), network);
        using var session = sessions.Open(Typed("https://rows.example.org/v1"));

        var problem = await Assert.ThrowsAsync<SourceUnavailableException>(() => session.Http.GetAsync(session.Http.BaseAddress, Now));

        Assert.Equal("The address leads into a private network, so it was not called. Enter one that is open to the internet.", problem.Message);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5011/")]
    [InlineData("http://localhost:5010/")]
    [InlineData("http://rows.example.org/")]
    [InlineData("https://me@rows.example.org/")]
    [InlineData("https://rows.example.org/#x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("rows")]
    public void An_address_that_may_not_be_called_opens_no_session(string address)
    {
        using var sessions = new TestSessions(new FakeSource(s_typed), new Uri("http://127.0.0.1:5010/"));
        var problem = Assert.Throws<SourceNotUsableException>(() => sessions.Open(Typed(address)));
        Assert.Contains("API Endpoint", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://other.example.org/")]
    [InlineData("https://api.example.com/v1/")]
    [InlineData("http://rows.example.org/")]
    [InlineData("https://rows.example.org:8443/")]
    public async Task Only_the_connections_own_host_is_called(string other)
    {
        using var sessions = new TestSessions(new FakeSource(s_typed));
        using var session = sessions.Open(Typed("https://rows.example.org/v1"));
        await Assert.ThrowsAsync<RequestRefusedException>(() => session.Http.GetAsync(new Uri(other), Now));
    }

    [Theory]
    [InlineData("endpoint", "http://rows.example.org/", "", "", "https://")]
    [InlineData("endpoint", "https://me:x@rows.example.org/", "", "", "user name")]
    [InlineData("endpoint", "https://rows.example.org/#a", "", "", "#")]
    [InlineData("name", "https://rows.example.org/", "header", "Host", "name of a header")]
    [InlineData("name", "https://rows.example.org/", "header", "X Y", "name of a header")]
    [InlineData("name", "https://rows.example.org/", "query", "a&b", "name of a parameter")]
    public void What_cannot_be_used_is_said_at_its_field(string field, string address, string place, string name, string said)
    {
        var problem = Assert.Single(Validate(address, place, name));
        Assert.Equal(field, problem.Key);
        Assert.Contains(said, problem.Value, StringComparison.Ordinal);
        if (field == "name")
        {
            using var sessions = new TestSessions(new FakeSource(s_typed));
            Assert.Throws<SourceNotUsableException>(() => sessions.Open(Typed(address, place, name)));
        }
    }

    [Fact]
    public void What_can_be_used_is_not_complained_about()
    {
        Assert.Empty(Validate("https://rows.example.org:8443/v1?x=1", "", ""));
        Assert.Empty(Validate("http://127.0.0.1:5010/", "header", "X-Token"));
        Assert.Empty(Validate("https://rows.example.org", "bearer", "is not used"));
    }

    [Fact]
    public void What_was_added_goes_through_the_pipe()
    {
        var arrived = ContractJson.Read<SourceDescriptor>(ContractJson.Write(s_typed));
        Assert.Equal("endpoint", arrived.BaseAddressField);
        var (sent, chosen) = ((ChosenAuthorization)s_typed.Authorization, Assert.IsType<ChosenAuthorization>(arrived.Authorization));
        Assert.Equal(sent.Field, chosen.Field);
        Assert.Equal(sent.Ways, chosen.Ways);
    }

    public static TheoryData<string, SourceDescriptor, string, string[]> Unsound { get; } = new()
    {
        { "version 1.1", s_typed, "1.0", [] },
        { "version 1.1", s_typed with { BaseAddressField = null }, "1.0", ["api.example.com"] },
        { "\"hosts\" of plugin.json must be empty", s_typed, "1.1", ["api.example.com"] },
        { "not among the hosts", s_typed with { BaseAddressField = null }, "1.1", [] },
        { "required field for an address", s_typed with { BaseAddressField = "name" }, "1.1", [] },
        { "required field for an address", s_typed with { BaseAddressField = "missing" }, "1.1", [] },
        { "must be a choice", s_typed with { Authorization = new ChosenAuthorization("name", Ways) }, "1.1", [] },
        { "one way for each choice", s_typed with { Authorization = new ChosenAuthorization("place", [Ways[0]]) }, "1.1", [] },
        { "a choice again", s_typed with { Authorization = new ChosenAuthorization("place", [Ways[0] with { Authorization = s_typed.Authorization }, Ways[1], Ways[2]]) }, "1.1", [] },
        { "name that cannot", s_typed with { Authorization = new ChosenAuthorization("place", [Ways[0], Ways[1] with { Authorization = new HeaderAuthorization("Host", "token") }, Ways[2]]) }, "1.1", [] },
        { "field of text", s_typed with { Authorization = new ChosenAuthorization("place", [Ways[0], Ways[1] with { NameField = "token" }, Ways[2]]) }, "1.1", [] },
    };

    [Theory]
    [MemberData(nameof(Unsound), DisableDiscoveryEnumeration = true)]
    public void An_unsound_use_of_it_is_refused_with_what_is_wrong(string said, SourceDescriptor descriptor, string contract, string[] hosts)
    {
        var manifest = SourcePlugin.FromSource(new FakeSource(s_typed)).Manifest! with { Contract = contract, Hosts = hosts };
        Assert.Contains(said, Assert.Throws<PluginUnusableException>(() => DescriptorRules.Check(descriptor, manifest)).Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<AuthorizationWay> Ways => ((ChosenAuthorization)s_typed.Authorization).Ways;

    private static IReadOnlyDictionary<string, string> Validate(string address, string place, string name) => CredentialValidation.Validate(
        s_typed, new Dictionary<string, string?> { ["endpoint"] = address, ["place"] = place, ["name"] = name, ["token"] = FakeSource.Token });

    private static SourceCredentials Typed(string address, string place = "", string name = "") => FakeSource.Credentials() with
    {
        Settings = new Dictionary<string, string> { ["endpoint"] = address, ["place"] = place, ["name"] = name },
    };
}
