using System.Net;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Tests.Support;

namespace BlinkSaaS.Sources.Hosting.Tests.Http;

public sealed class PermittedHostsHandlerTests
{
    [Theory]
    [InlineData("https://api.example.com/v1/me", true)]
    [InlineData("https://API.EXAMPLE.COM/v1/me", true)]
    [InlineData("https://files.example.com/x", true)]
    [InlineData("http://api.example.com/v1/me", false)]
    [InlineData("https://api.example.com:8443/v1/me", false)]
    [InlineData("https://api.example.com.evil.org/", false)]
    [InlineData("https://api.example.com./", false)]
    [InlineData("https://api.example.com@evil.org/", false)]
    [InlineData("https://user@api.example.com/", false)]
    [InlineData("https://127.0.0.1/", false)]
    public async Task The_manifests_hosts_are_called_over_https_alone(string address, bool permitted) =>
        await CheckAsync(PermittedHosts.Of(["api.example.com", "files.example.com"]), address, permitted);

    [Theory]
    [InlineData("http://127.0.0.1:5010/api/me", true)]
    [InlineData("http://127.0.0.1:5010/elsewhere", true)]
    [InlineData("http://127.0.0.1:5011/api/me", false)]
    [InlineData("https://127.0.0.1:5010/api/me", false)]
    [InlineData("http://localhost:5010/api/me", false)]
    [InlineData("http://127.0.0.2:5010/api/me", false)]
    [InlineData("https://api.example.com/v1/me", false)]
    public async Task The_operators_address_permits_itself_alone(string address, bool permitted) =>
        await CheckAsync(PermittedHosts.Only(new Uri("http://127.0.0.1:5010/api/")), address, permitted);

    private static async Task CheckAsync(PermittedHosts hosts, string address, bool permitted)
    {
        var network = FakeAnswers.Of(HttpStatusCode.OK);
        var problem = await Record.ExceptionAsync(() => network.GetThrough(new PermittedHostsHandler(hosts), address));
        Assert.Equal(permitted, problem is null);
        Assert.Equal(permitted ? 1 : 0, network.Calls);
        if (!permitted)
            Assert.IsType<RequestRefusedException>(problem);
    }
}
