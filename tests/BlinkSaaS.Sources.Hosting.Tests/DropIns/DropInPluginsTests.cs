using System.IO.Compression;
using BlinkSaaS.Sources.Hosting.DropIns;
using BlinkSaaS.Sources.Hosting.Plugins;
using Microsoft.Extensions.Time.Testing;

namespace BlinkSaaS.Sources.Hosting.Tests.DropIns;

public sealed class DropInPluginsTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly PluginsFolder _node;

    public DropInPluginsTests() => _node = new PluginsFolder(_clock);

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task What_is_dropped_waits_for_approval_and_none_of_its_code_runs()
    {
        _node.Drop("Crashes", "anything");

        await LookAsync();

        var plugin = _node.Only;
        Assert.Equal((PluginStatus.WaitingForApproval, "crashes", "1.0.0", "BlinkSaaS tests"), (plugin.Status, plugin.Key, plugin.Version, plugin.Publisher));
        Assert.Equal(["api.example.com"], plugin.Manifest!.Hosts);
        Assert.Null(plugin.Descriptor);
        Assert.Null(_node.Catalog.Find("crashes"));

        // Approved, its code runs in a process of its own, and is what it is.
        _node.Approve(plugin);
        await LookAsync();
        Assert.Equal(PluginStatus.Malfunctioned, _node.Only.Status);
        Assert.Contains("The flux is not coupled.", _node.Only.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_that_nothing_uses_any_more_is_removed_and_one_that_is_used_stays()
    {
        _clock.SetUtcNow(TimeProvider.System.GetUtcNow());
        var folder = _node.Drop("Good", "good");
        await LookAsync();
        var shelf = Path.Combine(_node.Path, ".unpacked");
        var first = Assert.Single(Directory.GetDirectories(shelf));
        await File.AppendAllTextAsync(Path.Combine(folder, "guide.md"), "Changed.", Now);
        await LookAsync();
        Assert.Equal(2, Directory.GetDirectories(shelf).Length);

        // A process that runs from a copy marks it.
        _clock.Advance(TimeSpan.FromMinutes(20));
        BlinkSaaS.Sources.Hosting.DropIns.PluginShelf.Mark(first, _clock.GetUtcNow());
        await LookAsync();
        _clock.Advance(TimeSpan.FromMinutes(20));
        await LookAsync();
        Assert.Contains(first, Directory.GetDirectories(shelf));

        _clock.Advance(TimeSpan.FromMinutes(20));
        await LookAsync();
        Assert.NotEqual(first, Assert.Single(Directory.GetDirectories(shelf)));
    }

    [Fact]
    public async Task Two_versions_are_there_side_by_side_and_a_withdrawn_one_is_for_nobody_new()
    {
        _node.Drop("Good", "one");
        _node.Drop("Good", "two", "1.0.0", "1.1.0");
        await LookAsync();
        foreach (var plugin in _node.Catalog.All)
            _node.Approve(plugin);
        await LookAsync();
        var catalog = _node.Catalog;
        Assert.Equal("1.1.0", catalog.Find("good")!.Version);
        Assert.Equal("1.0.0", catalog.Find("good", "1.0.0")!.Version);
        Assert.Equal("1.1.0", catalog.After("good", "1.0.0")!.Version);
        Assert.Null(catalog.After("good", "1.1.0"));
        Assert.Equal("1.0.0", catalog.Before(catalog.Find("good")!)!.Version);
        // One that is not there any more is replaced; one that is switched off is not.
        Assert.Equal("1.1.0", catalog.Find("good", "0.9.0")!.Version);
        _node.Approve(catalog.Find("good", "1.0.0")!, isDisabled: true);
        await LookAsync();
        Assert.Null(catalog.Find("good", "1.0.0"));

        _node.Approvals[0] = _node.Approvals[0] with { IsWithdrawn = true };
        _node.Approve(catalog.All[0]);
        await LookAsync();
        Assert.Equal("1.0.0", catalog.Find("good")!.Version);
        Assert.Equal("1.1.0", catalog.Find("good", "1.1.0")!.Version);
        Assert.Null(catalog.After("good", "1.0.0"));
    }

    [Fact]
    public async Task Approved_it_is_active_disabled_it_is_not_and_removed_it_is_gone()
    {
        var folder = _node.Drop("Good", "good");
        await LookAsync();
        _node.Approve(_node.Only);
        await LookAsync();
        var active = _node.Catalog.Find("good")!;
        Assert.True(active.IsSandboxed);
        Assert.Equal("Test good", active.Descriptor!.Name);
        await LookAsync();
        Assert.Same(active, _node.Catalog.Find("good"));

        _node.Approve(active, isDisabled: true);
        await LookAsync();
        Assert.Equal(PluginStatus.Disabled, _node.Only.Status);
        Assert.Null(_node.Catalog.Find("good"));

        _node.Approve(active);
        await LookAsync();
        Assert.NotNull(_node.Catalog.Find("good"));

        Directory.Delete(folder, recursive: true);
        await LookAsync();
        Assert.Empty(_node.Catalog.All);
    }

    [Fact]
    public async Task A_changed_file_waits_for_approval_again()
    {
        var folder = _node.Drop("Good", "good");
        await LookAsync();
        _node.Approve(_node.Only);
        await LookAsync();
        Assert.Equal(PluginStatus.Active, _node.Only.Status);

        await File.AppendAllTextAsync(Path.Combine(folder, "guide.md"), "Changed.", Now);
        await LookAsync();

        Assert.Equal(PluginStatus.WaitingForApproval, _node.Only.Status);
        Assert.Contains("not those that were approved", _node.Only.Reason, StringComparison.Ordinal);
        Assert.Null(_node.Catalog.Find("good"));
    }

    [Fact]
    public async Task A_folder_and_archives_of_it_are_the_same_plugin()
    {
        var folder = _node.Drop("Good", "good");
        await LookAsync();
        var hash = _node.Only.ContentHash;
        Directory.Delete(folder, recursive: true);
        foreach (var (name, below) in new[] { ("good.zip", ""), ("good.1.0.0.nupkg", "content/plugin/") })
        {
            _node.DropArchive(name, archive =>
            {
                foreach (var file in Directory.GetFiles(TestPlugins.PluginFolder("Good")))
                    archive.CreateEntryFromFile(file, below + Path.GetFileName(file));
                if (below.Length > 0)
                    archive.CreateEntry("acme.nuspec");
            });
            await LookAsync();
            Assert.Equal("good", _node.Only.Key);
            Assert.Equal(hash, _node.Only.ContentHash);
            File.Delete(Path.Combine(_node.Path, name));
        }
    }

    [Fact]
    public async Task What_is_still_being_copied_is_left_alone()
    {
        var path = Path.Combine(_node.Path, "big.zip");
        for (var part = 0; part < 5; part++)
        {
            await File.AppendAllTextAsync(path, $"part {part}", Now);
            _clock.Advance(TimeSpan.FromSeconds(5));
            await _node.Plugins.LookAsync(Now);
            Assert.Empty(_node.Catalog.All);
        }

        await LookAsync();
        Assert.Contains("no sound archive", _node.Only.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_share_what_was_decided_and_each_looks_at_its_own_files()
    {
        using var other = new PluginsFolder(_clock) { Approvals = _node.Approvals };
        _node.Drop("Good", "good");
        File.AppendAllText(Path.Combine(other.Drop("Good", "good"), "guide.md"), "Another.");
        await LookAsync();
        await LookAsync(other);
        _node.Approve(_node.Only);
        await LookAsync();
        await LookAsync(other);
        Assert.Equal((PluginStatus.Active, PluginStatus.WaitingForApproval), (_node.Only.Status, other.Only.Status));
    }

    [Fact]
    public async Task A_key_that_is_taken_or_looks_like_another_is_refused()
    {
        using var node = new PluginsFolder(_clock, bundled: ["Good"]);
        node.Drop("Good", "1");
        node.Drop("Able", "2");
        node.Drop("Able", "3");
        node.Drop("Able", "4", "\"able\"", "\"ab1e\"");
        node.Drop("Able", "5", "\"able\"", "\"Able\"");
        await LookAsync(node);
        Assert.Equal(
            [
                (PluginStatus.Active, null),
                (PluginStatus.Malfunctioned, "Its key \"good\" is that of a plugin that comes with BlinkSaaS. Remove it."),
                (PluginStatus.WaitingForApproval, "None of its code is run until the operator approves it."),
                (PluginStatus.Malfunctioned, "able 1.0.0 is already there, in 2. Remove one of the two."),
                (PluginStatus.Malfunctioned, "Its key \"ab1e\" can be taken for \"able\", which is there already. Remove one of the two."),
                (PluginStatus.Malfunctioned, "plugin.json cannot be used: \"key\" must be 2 to 40 characters of a-z, 0-9 and -. Correct it, or ask the plugin's publisher."),
            ],
            node.Catalog.All.Select(plugin => (plugin.Status, plugin.Reason)));
    }

    [Fact]
    public async Task A_plugin_that_comes_with_the_host_can_be_disabled_and_not_replaced()
    {
        using var node = new PluginsFolder(_clock, bundled: ["Good"]);
        node.Approvals.Add(new PluginApproval("good", "1.0.0", "", IsDisabled: true));
        await LookAsync(node);
        Assert.Equal(PluginStatus.Disabled, node.Only.Status);
        node.Approvals.Clear();
        await LookAsync(node);
        Assert.NotNull(node.Catalog.Find("good"));
    }

    [Theory]
    [InlineData("clickup", "c1ickup", true)]
    [InlineData("clickup", "click-up", true)]
    [InlineData("clickup", "dickup", true)]
    [InlineData("stripe", "str1pe", true)]
    [InlineData("notion", "n0tion", true)]
    [InlineData("modern", "modem", true)]
    [InlineData("clickup", "clickup", false)]
    [InlineData("clickup", "clicks", false)]
    [InlineData("toggl", "trello", false)]
    public void Keys_that_read_alike_are_known(string left, string right, bool alike) => Assert.Equal(alike, KeyLikeness.Look(left, right));

    [Fact]
    public async Task It_is_listed_within_seconds_while_the_host_runs()
    {
        using var node = new PluginsFolder(TimeProvider.System);
        await node.Plugins.StartAsync(Now);
        node.DropArchive("able.zip", archive =>
        {
            foreach (var file in Directory.GetFiles(TestPlugins.PluginFolder("Able")))
                archive.CreateEntryFromFile(file, Path.GetFileName(file));
        });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Now);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        using var often = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (node.Catalog.All.Count == 0)
            await often.WaitForNextTickAsync(limit.Token);
        Assert.Equal(PluginStatus.WaitingForApproval, node.Only.Status);
        await node.Plugins.StopAsync(Now);
    }

    [Fact]
    public async Task What_is_approved_is_there_as_soon_as_the_host_has_started()
    {
        _node.Drop("Good", "good");
        await LookAsync();
        _node.Approve(_node.Only);
        using var next = new PluginsFolder(_clock) { Approvals = _node.Approvals };
        next.Drop("Good", "good");
        await next.Plugins.StartAsync(Now);
        Assert.NotNull(next.Catalog.Find("good"));
        await next.Plugins.StopAsync(Now);
    }

    private Task LookAsync() => LookAsync(_node);

    /// <summary>Long enough for what was dropped to have come to rest.</summary>
    private async Task LookAsync(PluginsFolder node)
    {
        await node.Plugins.LookAsync(Now);
        _clock.Advance(TimeSpan.FromSeconds(2));
        await node.Plugins.LookAsync(Now);
    }
}
