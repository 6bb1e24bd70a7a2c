using BlinkSaaS.Web.Features.Account.Sessions;
using BlinkSaaS.Web.Tests.Connections;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BlinkSaaS.Web.Tests.Account;

/// <summary>Streams of events outlive the request that was checked.</summary>
public sealed class LiveSessionTests(ConnectionHost host) : IClassFixture<ConnectionHost>
{
    [Fact]
    public async Task The_stream_of_an_ended_session_ends_within_seconds()
    {
        using var client = host.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, BaseAddress = new Uri("http://localhost") });
        var browser = new Browser(client);
        var actor = await host.ActorAsync(await host.PlaceAsync(), browser: browser);
        var connection = await actor.ConnectAsync("Client work", host.ClickUp.Tokens.Owner);
        using var response = await client.GetAsync($"{actor.Page(connection)}/live", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        var rest = response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        await using (var scope = host.Services.CreateAsyncScope())
            Assert.Equal(1, await scope.ServiceProvider.GetRequiredService<SessionRows>().EndOthersAsync(actor.Id, Guid.Empty));

        await rest.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
    }
}
