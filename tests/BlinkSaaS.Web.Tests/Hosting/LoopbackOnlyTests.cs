using BlinkSaaS.Web.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace BlinkSaaS.Web.Tests.Hosting;

public sealed class LoopbackOnlyTests
{
    [Theory]
    [InlineData("http://localhost:5080", true)]
    [InlineData("https://LOCALHOST:5080", true)]
    [InlineData("http://127.0.0.1:80", true)]
    [InlineData("http://127.1.2.3:80", true)]
    [InlineData("http://[::1]:80", true)]
    [InlineData("http://*:80", false)]
    [InlineData("http://+:80", false)]
    [InlineData("http://0.0.0.0:80", false)]
    [InlineData("http://[::]:80", false)]
    [InlineData("http://10.0.0.1:80", false)]
    [InlineData("http://[fe80::1]:80", false)]
    [InlineData("http://blink.example.com", false)]
    [InlineData("http://localhost.example.com", false)]
    [InlineData("http://127.0.0.1.example.com", false)]
    [InlineData("http://unix:/tmp/blink.sock", false)]
    public void Only_addresses_of_this_machine_are_loopback(string address, bool loopback) => Assert.Equal(loopback, LoopbackOnly.IsLoopback(address));

    [Theory]
    [InlineData("Development", true, "http://127.0.0.1:5080", "http://[::1]:5080")]
    [InlineData("Development", false, "http://127.0.0.1:5080", "http://0.0.0.0:5080")]
    [InlineData("Development", false)]
    [InlineData("Production", false, "http://127.0.0.1:5080")]
    [InlineData("Staging", false, "http://127.0.0.1:5080")]
    public void Every_address_counts_and_the_environment_too(string environment, bool development, params string[] addresses)
    {
        using var server = new ListeningServer(addresses);
        Assert.Equal(development, new LoopbackOnly(new NamedEnvironment(environment), server).IsDevelopment);
    }

    private sealed class ListeningServer : IServer
    {
        public ListeningServer(IEnumerable<string> addresses)
        {
            var feature = new ServerAddressesFeature();
            foreach (var address in addresses)
                feature.Addresses.Add(address);
            Features.Set<IServerAddressesFeature>(feature);
        }

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() { }
    }
}
