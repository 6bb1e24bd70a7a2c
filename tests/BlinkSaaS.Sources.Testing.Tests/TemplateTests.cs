using System.Text.Json;
using System.Text.RegularExpressions;

namespace BlinkSaaS.Sources.Testing.Tests;

/// <summary>What an author does, in the order of <c>plugins/README.md</c>.</summary>
public sealed partial class TemplateTests(Author author) : IClassFixture<Author>
{
    [Fact]
    public async Task The_template_gives_a_plugin_whose_tests_pass_and_which_the_runner_reads()
    {
        var folder = await author.NewSourceAsync("Acme.Sources.Toggl");
        var said = await author.DotnetAsync(folder, "test");
        Assert.Matches(@"failed: 0", said);
        Assert.True(int.Parse(Succeeded().Match(said).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) >= 15, said);

        var plugin = Path.Combine(folder, "Acme.Sources.Toggl", "bin", "Debug", "net10.0");
        using var manifest = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(plugin, "plugin.json"), TestContext.Current.CancellationToken));
        Assert.Equal("toggl", manifest.RootElement.GetProperty("key").GetString());
        Assert.False(File.Exists(Path.Combine(plugin, "BlinkSaaS.Sources.Abstractions.dll")), "The contract must not lie beside the plugin.");
        var (code, described) = await author.TryAsync("describe", "--plugin", plugin);
        Assert.True(code == 0, described);
        Assert.Contains("Toggl", described, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_kit_finds_what_an_author_breaks()
    {
        var folder = await author.NewSourceAsync("Acme.Sources.Broken");
        var stream = Path.Combine(folder, "Acme.Sources.Broken", "ItemsStream.cs");
        var text = await File.ReadAllTextAsync(stream, TestContext.Current.CancellationToken);
        var broken = text.Replace("new State(page + 1, since, newest)", "new State(page + 2, since, newest)", StringComparison.Ordinal);
        Assert.NotEqual(text, broken);
        await File.WriteAllTextAsync(stream, broken, TestContext.Current.CancellationToken);
        var (code, said) = await author.RunAsync(folder, "test");
        Assert.NotEqual(0, code);
        Assert.Contains("Resuming", said, StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex(@"succeeded: (\d+)")]
    private static partial Regex Succeeded();
}
