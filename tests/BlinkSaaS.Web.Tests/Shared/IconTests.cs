using System.Reflection;
using System.Text.RegularExpressions;

namespace BlinkSaaS.Web.Tests.Shared;

public sealed partial class IconTests
{
    private static readonly string Web = typeof(IconTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "WebProject").Value!;

    [Fact]
    public void Every_icon_that_a_page_names_is_drawn()
    {
        var drawn = Symbol().Matches(File.ReadAllText(Path.Combine(Web, "wwwroot/img/icons.svg"))).Select(match => match.Groups[1].Value).ToHashSet();
        var named = Directory.EnumerateFiles(Path.Combine(Web, "Features"), "*.cshtml", SearchOption.AllDirectories)
            .SelectMany(file => Name().Matches(File.ReadAllText(file)).Select(match => (File: Path.GetFileName(file), Icon: match.Groups[1].Value))).ToList();

        Assert.NotEmpty(named);
        Assert.DoesNotContain(named, use => !drawn.Contains(use.Icon));
    }

    [GeneratedRegex("<symbol id=\"([a-z-]+)\"")]
    private static partial Regex Symbol();

    [GeneratedRegex("<icon name=\"([a-z0-9-]+)\"")]
    private static partial Regex Name();
}
