using System.Net;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Tests.Support;

namespace BlinkSaaS.Sources.Hosting.Tests.Http;

public sealed class AuthorizationHandlerTests
{
    private readonly FakeAnswers _network = FakeAnswers.Of(HttpStatusCode.OK);

    [Fact]
    public async Task The_secret_goes_into_the_header_of_a_copy()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://api.example.com/v1/me");
        request.Headers.TryAddWithoutValidation("X-Mine", "kept");

        using var response = await _network.SendThrough(Handler(FakeSource.Descriptor.Authorization), request);

        var sent = Assert.Single(_network.Requests);
        Assert.Equal("Bearer " + FakeSource.Token, Assert.Single(sent.Headers.GetValues("Authorization")));
        Assert.Equal("kept", Assert.Single(sent.Headers.GetValues("X-Mine")));
        Assert.Same(request, response.RequestMessage);
        Assert.False(request.Headers.Contains("Authorization"));
    }

    [Fact]
    public async Task What_the_plugin_put_there_is_replaced()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://api.example.com/v1/me");
        request.Headers.TryAddWithoutValidation("authorization", "mine");
        request.Headers.Host = "internal.example.com";

        using var response = await _network.SendThrough(Handler(FakeSource.Descriptor.Authorization), request);

        var sent = Assert.Single(_network.Requests);
        Assert.Equal("Bearer " + FakeSource.Token, Assert.Single(sent.Headers.GetValues("Authorization")));
        Assert.Null(sent.Headers.Host);
    }

    [Theory]
    [InlineData("https://api.example.com/v1/me", "https://api.example.com/v1/me?api_key=tok_5ecret%2Bvalue")]
    [InlineData("https://api.example.com/v1/me?page=1&q=a%20b#x", "https://api.example.com/v1/me?page=1&q=a%20b&api_key=tok_5ecret%2Bvalue")]
    public async Task The_secret_goes_into_the_query_of_a_copy(string address, string sent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);

        using var response = await _network.SendThrough(Handler(new QueryAuthorization("api_key", "token")), request);

        Assert.Equal(sent, Assert.Single(_network.Requests).RequestUri!.AbsoluteUri);
        Assert.DoesNotContain("5ecret", response.RequestMessage!.RequestUri!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Basic_sends_user_and_password()
    {
        using var response = await _network.GetThrough(Handler(new BasicAuthorization("user", "token"), "pässword", user: "mara"));
        Assert.Equal("Basic bWFyYTpww6Rzc3dvcmQ=", Assert.Single(Assert.Single(_network.Requests).Headers.GetValues("Authorization")));
    }

    [Fact]
    public async Task Basic_without_a_password_sends_the_user_alone()
    {
        using var response = await _network.GetThrough(Handler(new BasicAuthorization("token", null), "abc"));
        Assert.Equal("Basic YWJjOg==", Assert.Single(Assert.Single(_network.Requests).Headers.GetValues("Authorization")));
    }

    [Theory]
    [InlineData("abc\r\nX-Evil: 1", "line break")]
    [InlineData("abc\ndef", "line break")]
    [InlineData("abc\0def", "character in it that cannot be sent")]
    [InlineData("abc\u001Bdef", "character in it that cannot be sent")]
    [InlineData("abc“def", "character in it that cannot be sent")]
    [InlineData("", "missing")]
    [InlineData("   ", "missing")]
    public async Task A_secret_that_cannot_be_sent_is_rejected_before_anything_is(string secret, string said)
    {
        var problem = await Assert.ThrowsAsync<CredentialRejectedException>(() => _network.GetThrough(Handler(FakeSource.Descriptor.Authorization, secret)));

        Assert.Contains(said, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("abc", problem.ToString(), StringComparison.Ordinal);
        Assert.Empty(_network.Requests);
    }

    [Fact]
    public async Task A_user_with_a_colon_is_rejected() => await Assert.ThrowsAsync<CredentialRejectedException>(
        () => _network.GetThrough(Handler(new BasicAuthorization("user", "token"), user: "a:b")));

    [Fact]
    public async Task No_authorization_sends_none()
    {
        using var response = await _network.GetThrough(Handler(new NoAuthorization()));
        Assert.Empty(Assert.Single(_network.Requests).Headers);
    }

    private static AuthorizationHandler Handler(SourceAuthorization authorization, string token = FakeSource.Token, string user = "mara") => new(
        new RequestAuthorization(
            FakeSource.Descriptor with { Authorization = authorization },
            FakeSource.Credentials(token) with { Settings = new Dictionary<string, string> { ["user"] = user } }));
}
