using System.Net;
using System.Net.Sockets;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Tests.Support;

namespace BlinkSaaS.Sources.Hosting.Tests.Http;

public sealed class ConnectionGuardTests
{
    private readonly List<IPEndPoint> _connected = [];

    [Fact]
    public async Task Only_addresses_that_were_checked_are_connected_to()
    {
        var network = Network(["10.0.0.1", "93.184.215.14", "::1", "fe80::1"]);

        await using var stream = await new ConnectionGuard(network).ConnectAsync(
            new DnsEndPoint("api.example.com", 443), PublicAddress.Is, TestContext.Current.CancellationToken);

        Assert.Equal([IPEndPoint.Parse("93.184.215.14:443")], _connected);
    }

    [Fact]
    public async Task A_name_that_leads_only_to_private_addresses_is_not_connected_to()
    {
        var network = Network(["10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1"]);

        await Assert.ThrowsAsync<PrivateAddressException>(async () => await new ConnectionGuard(network).ConnectAsync(
            new DnsEndPoint("api.example.com", 443), PublicAddress.Is, TestContext.Current.CancellationToken));

        Assert.Empty(_connected);
    }

    [Fact]
    public async Task The_next_address_is_tried_when_one_does_not_answer()
    {
        var network = Network(["93.184.215.14", "93.184.215.15"], refused: "93.184.215.14");

        await using var stream = await new ConnectionGuard(network).ConnectAsync(
            new DnsEndPoint("api.example.com", 443), PublicAddress.Is, TestContext.Current.CancellationToken);

        Assert.Equal(2, _connected.Count);
    }

    [Fact]
    public async Task A_name_that_changes_between_two_questions_is_asked_once()
    {
        var questions = 0;
        var network = Network([]) with
        {
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(++questions == 1 ? "93.184.215.14" : "127.0.0.1")]),
        };

        await using var stream = await new ConnectionGuard(network).ConnectAsync(
            new DnsEndPoint("api.example.com", 443), PublicAddress.Is, TestContext.Current.CancellationToken);

        Assert.Equal(1, questions);
        Assert.Equal([IPEndPoint.Parse("93.184.215.14:443")], _connected);
    }

    [Fact]
    public async Task A_plugins_call_to_a_name_that_leads_into_a_private_network_is_explained_and_not_made()
    {
        using var sessions = new TestSessions(new FakeSource(FakeSource.Descriptor), network: Network(["127.0.0.1"]));
        using var session = sessions.Open();

        var problem = await Assert.ThrowsAsync<SourceUnavailableException>(
            () => session.Http.GetAsync(new Uri("me", UriKind.Relative), TestContext.Current.CancellationToken));

        Assert.Contains("private network", problem.Message, StringComparison.Ordinal);
        Assert.Empty(_connected);
        Assert.Equal((1, 1), (sessions.Budget.Acquired, sessions.Budget.Returned));
    }

    private SourceNetwork Network(string[] addresses, string? refused = null) => new(
        (_, _) => Task.FromResult(Array.ConvertAll(addresses, IPAddress.Parse)),
        (endPoint, _) =>
        {
            _connected.Add(endPoint);
            return endPoint.Address.ToString() == refused
                ? throw new SocketException((int)SocketError.ConnectionRefused)
                : ValueTask.FromResult<Stream>(new MemoryStream());
        });
}
