using BlinkSaaS.Sources.Hosting.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Sources.Hosting.Tests;

public sealed class SourceAddressesTests
{
    [Fact]
    public void Addresses_come_from_the_configuration_and_can_change()
    {
        var options = new SourcesOptions();
        options.ReadFrom(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Sources:PluginFolders:0"] = "/opt/plugins",
            ["Sources:clickup:BaseAddress"] = "http://127.0.0.1:5010/api",
        }).Build().GetSection("Sources"));
        var addresses = new SourceAddresses(Options.Create(options));

        Assert.Equal(["/opt/plugins"], options.PluginFolders);
        Assert.Equal(new Uri("http://127.0.0.1:5010/api/"), addresses.Find("clickup"));

        addresses.Set("clickup", new Uri("http://127.0.0.1:6000"));
        Assert.Equal(new Uri("http://127.0.0.1:6000/"), addresses.Find("clickup"));
        addresses.Remove("clickup");
        Assert.Null(addresses.Find("clickup"));
    }

    [Theory]
    [InlineData("127.0.0.1:5010")]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("/api/")]
    [InlineData("http://me:pw@127.0.0.1/")]
    [InlineData("http://127.0.0.1/?a=b")]
    public void An_address_that_cannot_be_called_names_its_setting(string address)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["clickup:BaseAddress"] = address }).Build();
        var problem = Assert.Throws<ArgumentException>(() => new SourcesOptions().ReadFrom(configuration));
        Assert.Contains("Sources:clickup:BaseAddress", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_uses_the_address_of_the_moment_it_is_opened()
    {
        using var sessions = new TestSessions(new FakeSource(FakeSource.Descriptor), new Uri("http://127.0.0.1:1111/"));
        using var before = sessions.Open();
        sessions.Addresses.Set("fake", new Uri("http://127.0.0.1:2222/"));
        using var after = sessions.Open();
        Assert.Equal((1111, 2222), (before.Http.BaseAddress!.Port, after.Http.BaseAddress!.Port));
    }
}
