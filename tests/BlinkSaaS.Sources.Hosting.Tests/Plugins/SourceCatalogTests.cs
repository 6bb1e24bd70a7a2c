using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Tests.Support;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Sources.Hosting.Tests.Plugins;

public sealed class SourceCatalogTests : IDisposable
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("plugins");
    private readonly LinesLogger<SourceCatalog> _log = new();
    private TimeSpan _timeLimit = TimeSpan.FromSeconds(60);

    public void Dispose() => _temporary.Delete(recursive: true);

    [Fact]
    public void A_good_plugin_is_active_with_its_descriptor_and_guide()
    {
        var plugin = Load(TestPlugins.Folder("Good")).Find("good")!;

        Assert.Equal(PluginStatus.Active, plugin.Status);
        Assert.Null(plugin.Reason);
        Assert.Equal("BlinkSaaS tests", plugin.Publisher);
        Assert.Equal("Test good", plugin.Descriptor!.Name);
        Assert.StartsWith("# Connect", plugin.Guide, StringComparison.Ordinal);
        Assert.IsAssignableFrom<ISource>(plugin.Source);
    }

    [Theory]
    [InlineData("Crashes", "The flux is not coupled.")]
    [InlineData("CrashesAtBirth", "Not on a Monday.")]
    [InlineData("Hangs", "did not finish describing itself")]
    [InlineData("TwoSources", "2 public classes")]
    [InlineData("NoSource", "no public class")]
    [InlineData("Nonsense", "elsewhere.example.org")]
    public void A_plugin_that_misbehaves_has_malfunctioned_for_a_reason_logged_once(string name, string reason)
    {
        _timeLimit = TimeSpan.FromSeconds(name == "Hangs" ? 1 : 60);

        var catalog = Load(TestPlugins.Folder(name));

        var plugin = Assert.Single(catalog.All);
        Assert.Equal(PluginStatus.Malfunctioned, plugin.Status);
        Assert.Contains(reason, plugin.Reason, StringComparison.Ordinal);
        Assert.Null(catalog.Find(plugin.Key));
        Assert.Single(_log.Lines, line => line.Contains(plugin.Reason!, StringComparison.Ordinal));
    }

    [Fact]
    public void No_code_of_a_plugin_for_another_contract_is_run()
    {
        var plugin = Assert.Single(Load(TestPlugins.Folder("WrongContract")).All);

        Assert.Equal(PluginStatus.NotSupported, plugin.Status);
        Assert.Equal("wrong-contract", plugin.Key);
        Assert.Null(AppContext.GetData("BlinkSaaS.TestPlugins.WrongContract.Ran"));
        Assert.DoesNotContain(AppDomain.CurrentDomain.GetAssemblies(), a => a.GetName().Name == "TestPlugin.WrongContract");
    }

    [Fact]
    public void Two_plugins_with_two_versions_of_one_library_work_side_by_side()
    {
        var catalog = Load(TestPlugins.Folder("ClashingOld"), TestPlugins.Folder("ClashingNew"));

        Assert.StartsWith("\"13.0.1", catalog.Find("clashing-old")!.Descriptor!.Description, StringComparison.Ordinal);
        Assert.StartsWith("\"13.0.4", catalog.Find("clashing-new")!.Descriptor!.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_plugin_keeps_no_other_from_working()
    {
        var catalog = Load(TestPlugins.Folder("Crashes"), TestPlugins.Folder("Good"), TestPlugins.Folder("NoSource"));

        Assert.Equal(3, catalog.All.Count);
        Assert.Equal("good", Assert.Single(catalog.Usable).Key);
    }

    [Fact]
    public void Folders_that_are_missing_empty_or_no_folders_say_what_to_do()
    {
        var empty = _temporary.CreateSubdirectory("empty").FullName;
        var missing = Path.Combine(_temporary.FullName, "missing");

        var catalog = Load(empty, missing, "a\0b");

        Assert.Empty(catalog.All);
        Assert.Contains("holds no plugin", catalog.Folders[0].Reason, StringComparison.Ordinal);
        Assert.Contains("does not exist", catalog.Folders[1].Reason, StringComparison.Ordinal);
        Assert.Contains("cannot be read", catalog.Folders[2].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_manifest_and_one_with_a_broken_assembly_have_malfunctioned()
    {
        _temporary.CreateSubdirectory("nothing");
        var broken = Copy("Good", "broken");
        File.WriteAllText(Path.Combine(broken, "TestPlugin.Good.dll"), "This is no assembly.");

        var plugins = Load(_temporary.FullName).All;

        Assert.Equal(["good", "nothing"], plugins.Select(plugin => plugin.Key));
        Assert.All(plugins, plugin => Assert.Equal(PluginStatus.Malfunctioned, plugin.Status));
        Assert.Contains("is not an assembly", plugins[0].Reason, StringComparison.Ordinal);
        Assert.Contains("no plugin.json", plugins[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_version_twice_is_used_once_and_the_second_says_where_the_first_is()
    {
        var first = Copy("Good", "a");
        Copy("Good", "b");

        var catalog = Load(_temporary.FullName);

        Assert.Equal([PluginStatus.Active, PluginStatus.Malfunctioned], catalog.All.Select(plugin => plugin.Status));
        Assert.Contains(first, catalog.All[1].Reason, StringComparison.Ordinal);
        Assert.Same(catalog.All[0], catalog.Find("good"));
    }

    [Fact]
    public void The_highest_usable_version_is_found()
    {
        Copy("Good", "good/1.0.0");
        Rewrite(Copy("Good", "good/1.10.0"), "\"1.0.0\"", "\"1.10.0\"");
        Rewrite(Copy("Good", "good/1.9.0"), "\"1.0.0\"", "\"1.9.0\"");
        Rewrite(Copy("Crashes", "good/2.0.0"), "\"1.0.0\"", "\"2.0.0\"", "\"crashes\"", "\"good\"");

        var catalog = Load(_temporary.FullName);

        Assert.Equal(4, catalog.All.Count);
        Assert.Equal("1.10.0", catalog.Find("good")!.Version);
        Assert.Null(catalog.Find("unknown"));
    }

    [Fact]
    public void A_guide_that_is_too_large_is_left_out()
    {
        File.WriteAllText(Path.Combine(Copy("Good", "good"), "guide.md"), new string('x', 300 * 1024));
        var plugin = Load(_temporary.FullName).Find("good")!;
        Assert.Null(plugin.Guide);
    }

    private SourceCatalog Load(params string[] folders)
    {
        var options = new SourcesOptions { DescribeTimeLimit = _timeLimit };
        foreach (var folder in folders)
            options.PluginFolders.Add(folder);
        return new SourceCatalog(Options.Create(options), _log);
    }

    private string Copy(string plugin, string to)
    {
        var target = _temporary.CreateSubdirectory(to).FullName;
        foreach (var file in Directory.GetFiles(TestPlugins.PluginFolder(plugin)))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        return target;
    }

    private static void Rewrite(string folder, params string[] pairs)
    {
        var path = Path.Combine(folder, "plugin.json");
        var json = File.ReadAllText(path);
        foreach (var pair in pairs.Chunk(2))
            json = json.Replace(pair[0], pair[1], StringComparison.Ordinal);
        File.WriteAllText(path, json);
    }
}
