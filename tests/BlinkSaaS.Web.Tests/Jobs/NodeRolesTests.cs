using BlinkSaaS.Web.Hosting;
using BlinkSaaS.Web.Jobs;
using Microsoft.Extensions.Configuration;

namespace BlinkSaaS.Web.Tests.Jobs;

public sealed class NodeRolesTests
{
    [Theory]
    [InlineData(null, true, true)]
    [InlineData("web", true, false)]
    [InlineData("WORKER", false, true)]
    [InlineData("web,worker", true, true)]
    [InlineData(" worker ; web ", true, true)]
    public void Roles_are_read(string? text, bool web, bool worker) => Assert.Equal(new NodeRoles(web, worker), Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("none")]
    [InlineData("web,wroker")]
    [InlineData("web,web")]
    public void Roles_that_are_none_are_refused_with_those_that_are(string text)
    {
        var refusal = Assert.Throws<StartupException>(() => Read(text));
        Assert.Contains("Set it to web, worker, or web,worker.", refusal.Message, StringComparison.Ordinal);
    }

    private static NodeRoles Read(string? text) => NodeRoles.From(new ConfigurationBuilder().AddInMemoryCollection([new("Roles", text)]).Build());
}
