using BlinkSaaS.Sources.Hosting.Plugins;

namespace BlinkSaaS.Sources.Hosting.Tests.Plugins;

public sealed class PluginVersionTests
{
    [Fact]
    public void Order_is_that_of_semantic_versioning()
    {
        string[] ascending = ["0.9.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0", "1.2.0", "1.10.0", "2.0.0"];
        Assert.Equal(ascending, ascending.Reverse().Order(PluginVersion.Order));
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.0.0.0")]
    [InlineData("v1.0.0")]
    [InlineData("1.0.0-")]
    [InlineData("1.0.0\n")]
    public void Other_texts_are_no_versions(string text) => Assert.False(PluginVersion.IsSound(text));
}
