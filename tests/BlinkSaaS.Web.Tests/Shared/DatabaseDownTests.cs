using System.Net.Sockets;
using BlinkSaaS.Web.Features.Shared;
using Npgsql;

namespace BlinkSaaS.Web.Tests.Shared;

public sealed class DatabaseDownTests
{
    [Fact]
    public async Task A_server_that_refuses_connections_is_down()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        await using var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={port};Username=nobody;Timeout=5");

        var error = await Assert.ThrowsAnyAsync<Exception>(async () => await source.OpenConnectionAsync(TestContext.Current.CancellationToken));

        Assert.True(ErrorPages.IsDatabaseDown(error));
        Assert.True(ErrorPages.IsDatabaseDown(new InvalidOperationException("A transient failure, says EF.", error)));
    }

    [Theory]
    [InlineData("57P01", true)]
    [InlineData("53300", true)]
    [InlineData("08006", true)]
    [InlineData("23505", false)]
    [InlineData("42501", false)]
    public void An_answering_server_is_down_only_when_it_says_so(string state, bool down) =>
        Assert.Equal(down, ErrorPages.IsDatabaseDown(new PostgresException("text", "FATAL", "FATAL", state)));

    [Fact]
    public void A_defect_of_ours_is_not_the_database() => Assert.False(ErrorPages.IsDatabaseDown(new InvalidOperationException("text")));
}
