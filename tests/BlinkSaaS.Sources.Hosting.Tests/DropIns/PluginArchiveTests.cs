using System.IO.Compression;
using BlinkSaaS.Sources.Hosting.Plugins;
using Microsoft.Extensions.Time.Testing;

namespace BlinkSaaS.Sources.Hosting.Tests.DropIns;

/// <summary>Archives that would write elsewhere, or fill the disk, are refused, and nothing of them is left.</summary>
public sealed class PluginArchiveTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly PluginsFolder _node;

    public PluginArchiveTests() => _node = new PluginsFolder(_clock);

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => _node.Dispose();

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData("a/../../outside.txt")]
    [InlineData("/outside.txt")]
    [InlineData("..\\outside.txt")]
    [InlineData("C:outside.txt")]
    [InlineData("a//b.txt")]
    [InlineData("con\u0001trol.txt")]
    public async Task A_path_that_leads_elsewhere(string path)
    {
        await DropAsync(archive => Add(archive, path, "x"));
        AssertRefused("whose path leads elsewhere");
        Assert.False(File.Exists(Path.Combine(_node.Path, "outside.txt")));
    }

    [Fact]
    public async Task A_symbolic_link()
    {
        await DropAsync(archive => Add(archive, "link.dll", "/etc/passwd").ExternalAttributes = unchecked((int)0xA1FF0000));
        AssertRefused("it holds a link");
    }

    [Fact]
    public async Task A_file_twice_in_another_case()
    {
        await DropAsync(archive =>
        {
            Add(archive, "a.dll", "x");
            Add(archive, "A.dll", "y");
        });
        AssertRefused("a file twice");
    }

    [Fact]
    public async Task Two_manifests()
    {
        await DropAsync(archive => Add(archive, "more/plugin.json", "{}"));
        AssertRefused("more than one plugin.json");
    }

    [Fact]
    public async Task No_manifest()
    {
        await DropAsync(archive => Add(archive, "a.txt", "x"), manifest: false);
        AssertRefused("there is no plugin.json in it");
    }

    [Fact]
    public async Task Too_many_files()
    {
        await DropAsync(archive =>
        {
            for (var number = 0; number <= 2000; number++)
                Add(archive, $"{number}.txt", "");
        });
        AssertRefused("more than 2,000 files");
    }

    [Fact]
    public async Task Far_more_than_was_packed()
    {
        await DropAsync(archive => Fill(archive, 60));
        AssertRefused("more than 100 times as large");
    }

    [Fact]
    public async Task More_than_may_be_unpacked()
    {
        // Noise, so that the sizes are believable.
        await DropAsync(archive =>
        {
            using var content = archive.CreateEntry("noise.bin", CompressionLevel.NoCompression).Open();
            var noise = new byte[1024 * 1024];
            Random.Shared.NextBytes(noise);
            for (var megabyte = 0; megabyte < 3; megabyte++)
                content.Write(noise);
        }, more: archive => Fill(archive, 201));
        AssertRefused("larger than 200 MB in all");
    }

    [Fact]
    public async Task A_link_in_a_folder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right there.");
        var folder = _node.Drop("Good", "good");
        File.CreateSymbolicLink(Path.Combine(folder, "link.dll"), "/etc/passwd");
        await LookAsync();
        AssertRefused("it holds a link");
    }

    private async Task DropAsync(Action<ZipArchive> fill, bool manifest = true, Action<ZipArchive>? more = null)
    {
        _node.DropArchive("plugin.zip", archive =>
        {
            if (manifest)
                foreach (var file in Directory.GetFiles(TestPlugins.PluginFolder("Good")))
                    archive.CreateEntryFromFile(file, Path.GetFileName(file));
            fill(archive);
            more?.Invoke(archive);
        });
        await LookAsync();
    }

    private async Task LookAsync()
    {
        await _node.Plugins.LookAsync(Now);
        _clock.Advance(TimeSpan.FromSeconds(2));
        await _node.Plugins.LookAsync(Now);
    }

    private void AssertRefused(string reason)
    {
        var plugin = _node.Only;
        Assert.Equal(PluginStatus.Malfunctioned, plugin.Status);
        Assert.Contains(reason, plugin.Reason, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_node.Path, ".unpacked")));
    }

    private static void Fill(ZipArchive archive, int megabytes)
    {
        using var content = archive.CreateEntry("zeros.bin", CompressionLevel.Fastest).Open();
        var zeros = new byte[1024 * 1024];
        for (var megabyte = 0; megabyte < megabytes; megabyte++)
            content.Write(zeros);
    }

    private static ZipArchiveEntry Add(ZipArchive archive, string name, string text)
    {
        var entry = archive.CreateEntry(name);
        using var content = entry.Open();
        using var writer = new StreamWriter(content);
        writer.Write(text);
        return entry;
    }
}
