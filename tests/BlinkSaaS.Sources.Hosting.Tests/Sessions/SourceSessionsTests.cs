using System.Net;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BlinkSaaS.Sources.Hosting.Tests.Sessions;

/// <summary>The whole pipeline, to a server on loopback that the operator's address permits.</summary>
public sealed class SourceSessionsTests
{
    private static readonly Uri s_me = new("me", UriKind.Relative);

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_relative_path_reaches_the_operators_address_with_the_secret_and_the_answer_without()
    {
        await using var server = LoopbackServer.AnsweringJson("{}");
        using var sessions = new TestSessions(new FakeSource(FakeSource.Descriptor), server.BaseAddress);
        using var session = sessions.Open();

        using var response = await session.Http.GetAsync(s_me, Now);

        var request = Assert.Single(server.Requests);
        Assert.StartsWith("GET /v1/me HTTP/1.1", request, StringComparison.Ordinal);
        Assert.Contains($"Authorization: Bearer {FakeSource.Token}", request, StringComparison.Ordinal);
        Assert.Contains("User-Agent: BlinkSaaS/1.0", request, StringComparison.Ordinal);
        Assert.DoesNotContain("traceparent", request, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(FakeSource.Token, response.RequestMessage!.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, session.Meter.Calls);
        Assert.Equal(200, Assert.Single(sessions.Budget.Settled).Status);
    }

    [Theory]
    [InlineData("https://api.example.com/v1/me")]
    [InlineData("//127.0.0.1:9/me")]
    [InlineData("http://localhost/me")]
    public async Task Another_host_is_the_plugins_defect_and_never_called(string address)
    {
        await using var server = LoopbackServer.AnsweringJson("{}");
        using var sessions = new TestSessions(new FakeSource(FakeSource.Descriptor), server.BaseAddress);
        using var session = sessions.Open();

        await Assert.ThrowsAsync<RequestRefusedException>(() => session.Http.GetAsync(new Uri(address, UriKind.RelativeOrAbsolute), Now));

        Assert.Empty(server.Requests);
        Assert.Equal(1, sessions.Budget.Returned);
    }

    [Fact]
    public async Task Without_the_operators_address_loopback_is_out_of_reach()
    {
        await using var server = LoopbackServer.AnsweringJson("{}");
        using var sessions = new TestSessions(new FakeSource(FakeSource.Descriptor), server.BaseAddress);
        sessions.Addresses.Remove("fake");
        using var session = sessions.Open();

        await Assert.ThrowsAsync<RequestRefusedException>(() => session.Http.GetAsync(new Uri(server.BaseAddress, "me"), Now));

        Assert.Equal(FakeSource.Descriptor.BaseAddress, session.Http.BaseAddress);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task The_operators_address_of_one_source_is_not_anothers()
    {
        await using var server = LoopbackServer.AnsweringJson("{}");
        using var sessions = new TestSessions(new FakeSource(FakeSource.Descriptor));
        sessions.Addresses.Set("other", server.BaseAddress);
        using var session = sessions.Open();
        await Assert.ThrowsAsync<RequestRefusedException>(() => session.Http.GetAsync(new Uri(server.BaseAddress, "me"), Now));
    }

    [Fact]
    public async Task Refusals_and_chance_failures_on_the_way_are_not_seen_by_the_plugin()
    {
        var answers = new Queue<string>(["429 Too Many Requests", "429 Too Many Requests", "502 Bad Gateway", "200 OK"]);
        await using var server = LoopbackServer.Answering(_ => (answers.Dequeue(), "{}"u8.ToArray()));
        using var sessions = new TestSessions(new FakeSource(FakeSource.Descriptor), server.BaseAddress);
        using var session = sessions.Open();

        using var response = await session.Http.GetAsync(s_me, Now);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal((4, 2), (session.Meter.Calls, session.Meter.Refused));
        Assert.Equal([429, 429, 502, 200], sessions.Budget.Settled.Select(answer => answer.Status));
    }

    [Fact]
    public async Task A_server_that_is_down_is_unavailable_and_costs_no_budget()
    {
        var server = LoopbackServer.AnsweringJson("{}");
        await server.DisposeAsync();
        using var sessions = new TestSessions(new FakeSource(FakeSource.Descriptor), server.BaseAddress);
        using var session = sessions.Open();

        var problem = await Assert.ThrowsAsync<SourceUnavailableException>(() => session.Http.GetAsync(s_me, Now));

        Assert.Equal("Fake cannot be reached. Try again later.", problem.Message);
        Assert.Equal((3, 3, 0), (sessions.Budget.Acquired, sessions.Budget.Returned, sessions.Budget.Settled.Count));
    }

    [Fact]
    public void Settings_reach_the_plugin_and_secrets_do_not()
    {
        using var sessions = new TestSessions(new FakeSource(FakeSource.Descriptor));
        using var session = sessions.Open(FakeSource.Credentials() with
        {
            Settings = new Dictionary<string, string> { ["region"] = "eu", ["token"] = FakeSource.Token },
        });
        Assert.Equal([new("region", "eu")], session.Settings);
        Assert.DoesNotContain(FakeSource.Token, session.Http.DefaultRequestHeaders.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_of_the_plugin_lose_their_secrets()
    {
        using var sessions = new TestSessions(new FakeSource(FakeSource.Descriptor));
        using var session = sessions.Open();
        session.Log(SourceLogLevel.Warning, $"It was {FakeSource.Token}.");
        Assert.Equal((SourceLogLevel.Warning, "It was [secret]."), Assert.Single(sessions.Log));
    }

    [Fact]
    public void A_source_that_is_not_there_says_so()
    {
        using var sessions = new TestSessions(new FakeSource(FakeSource.Descriptor));
        var problem = Assert.Throws<SourceNotUsableException>(() => sessions.Open(FakeSource.Credentials() with { SourceKey = "gone" }));
        Assert.Contains("not installed", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_real_plugin_is_checked_through_the_services_of_the_host()
    {
        await using var server = LoopbackServer.AnsweringJson("""{"name":"Mara Quill"}""");
        var services = new ServiceCollection().AddLogging()
            .AddSourceHosting(options => options.PluginFolders.Add(TestPlugins.Folder("Good")));
        await using var provider = services.BuildServiceProvider(validateScopes: true);
        foreach (var service in provider.GetServices<IHostedService>())
            await service.StartAsync(Now);
        provider.GetRequiredService<SourceAddresses>().Set("good", server.BaseAddress);
        Assert.Equal(PluginStatus.Active, provider.GetRequiredService<SourceCatalog>().Find("good")!.Status);

        var outcome = await provider.GetRequiredService<SourceCheck>().CheckAsync(
            FakeSource.Credentials() with { SourceKey = "good" }, new RecordingBudget(), TimeSpan.FromSeconds(30), Now);

        Assert.Equal("Mara Quill", Assert.IsType<CheckOutcome.Ok>(outcome).Result.Account);
    }
}
