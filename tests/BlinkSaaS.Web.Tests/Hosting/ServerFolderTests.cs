using BlinkSaaS.Web.Hosting;

namespace BlinkSaaS.Web.Tests.Hosting;

/// <summary>Folders that no server can be started from: each is refused with what to do, and left as it is.</summary>
public sealed class ServerFolderTests(ServerFolder folder) : IClassFixture<ServerFolder>
{
    [Fact]
    public async Task A_folder_of_another_major_version_is_refused_and_not_touched()
    {
        await EnsureMadeAsync();
        var version = Path.Combine(folder.Data, "PG_VERSION");
        var real = File.ReadAllText(version);
        File.WriteAllText(version, "9\n");
        try
        {
            var before = Snapshot();
            var refusal = await Assert.ThrowsAsync<StartupException>(folder.StartAsync);

            Assert.Contains("made by PostgreSQL 9", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("Set Postgres:Binaries", refusal.Message, StringComparison.Ordinal);
            Assert.Contains($"mv '{folder.Data}'", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(before, Snapshot());
        }
        finally
        {
            File.WriteAllText(version, real);
        }

        await (await folder.StartAsync()).DisposeAsync();
    }

    [Fact]
    public async Task A_lost_password_file_is_named_and_nothing_is_made_anew()
    {
        await EnsureMadeAsync();
        var file = folder.Folder.Below("admin-password");
        File.Move(file, file + ".aside");
        try
        {
            var before = Snapshot();
            var refusal = await Assert.ThrowsAsync<StartupException>(folder.StartAsync);

            Assert.Contains(file, refusal.Message, StringComparison.Ordinal);
            Assert.Contains("Put the file back", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(before, Snapshot());
        }
        finally
        {
            File.Move(file + ".aside", file);
        }

        await (await folder.StartAsync()).DisposeAsync();
    }

    [Fact]
    public async Task A_folder_with_something_else_in_it_is_refused_and_not_touched()
    {
        await EnsureMadeAsync();
        Directory.Move(folder.Data, folder.Data + ".aside");
        Directory.CreateDirectory(folder.Data);
        try
        {
            File.WriteAllText(Path.Combine(folder.Data, "holiday.txt"), "photographs");
            var before = Snapshot();
            var refusal = await Assert.ThrowsAsync<StartupException>(folder.StartAsync);

            Assert.Contains("is no database folder", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("Development:Folder", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(before, Snapshot());
        }
        finally
        {
            Directory.Delete(folder.Data, recursive: true);
            Directory.Move(folder.Data + ".aside", folder.Data);
        }
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named_with_the_setting()
    {
        var file = Path.Combine(folder.Folder.Path, $"file-{Guid.NewGuid():n}");
        File.WriteAllText(file, "");
        var refusal = Assert.Throws<StartupException>(() => LocalFolder.At(Path.Combine(file, "below")));
        Assert.Contains("Development:Folder", refusal.Message, StringComparison.Ordinal);
    }

    private async Task EnsureMadeAsync()
    {
        if (!File.Exists(Path.Combine(folder.Data, "PG_VERSION")))
            await (await folder.StartAsync()).DisposeAsync();
    }

    /// <summary>Names, sizes and times of everything, but for the lock that every look takes and the last words of the server before.</summary>
    private string Snapshot() => string.Join('\n', Directory.EnumerateFiles(folder.Folder.Path, "*", SearchOption.AllDirectories)
        .Where(path => Path.GetFileName(path) is not ("start.lock" or "server.log")).Order(StringComparer.Ordinal)
        .Select(path => $"{path} {new FileInfo(path).Length} {File.GetLastWriteTimeUtc(path):O}"));
}
