using BlinkSaaS.Sources.Hosting.Plugins;

namespace BlinkSaaS.Sources.Hosting.DropIns;

/// <summary>What was found in the plugins folder, as it was when it was looked at.</summary>
/// <param name="Path">The folder or archive.</param>
/// <param name="Folder">The copy that everything else works with; null where none could be taken.</param>
/// <param name="Hash">Hash of its files.</param>
/// <param name="Manifest">What its plugin.json says; null where that could not be read.</param>
/// <param name="Problem">Why it cannot be used; null where nothing speaks against it so far.</param>
internal sealed record ShelvedPlugin(string Path, string? Folder, string? Hash, PluginManifest? Manifest, PluginUnusableException? Problem);

/// <summary>
/// Keeps a copy of each dropped plugin under the hash of its files. Whatever happens to the original afterwards, what was hashed
/// is what is approved, and what was approved is what runs, also while a pull is still running with it.
/// </summary>
internal sealed class PluginShelf(string shelf)
{
    /// <summary>Name of the shelf inside of the plugins folder.</summary>
    public const string Name = ".unpacked";

    /// <summary>How often a copy that is in use is marked as such.</summary>
    public static readonly TimeSpan MarkEvery = TimeSpan.FromMinutes(1);

    /// <summary>A copy that no node has marked for so long is removed.</summary>
    private static readonly TimeSpan s_unused = TimeSpan.FromMinutes(30);

    private DateTimeOffset _tidied = DateTimeOffset.MinValue;

    /// <summary>Marks a copy as in use, by its time of writing: hosts on one machine share a shelf. Any other folder is left alone.</summary>
    public static void Mark(string folder, DateTimeOffset now)
    {
        if (Path.GetFileName(Path.GetDirectoryName(folder)) != Name)
            return;
        try
        {
            Directory.SetLastWriteTimeUtc(folder, now.UtcDateTime);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone, or another's to mark.
        }
    }

    /// <summary>About once a minute: marks the copies of what lies in the plugins folder and removes those that nothing uses any more.</summary>
    public void Tidy(IEnumerable<string> used, DateTimeOffset now)
    {
        if (now - _tidied < MarkEvery || !Directory.Exists(shelf))
            return;
        _tidied = now;
        foreach (var folder in used)
            Mark(folder, now);
        foreach (var folder in new DirectoryInfo(shelf).EnumerateDirectories().Where(folder => now.UtcDateTime - folder.LastWriteTimeUtc > s_unused).ToList())
        {
            try
            {
                folder.Delete(recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Next time.
            }
        }
    }

    /// <summary>Takes a copy and reads its manifest. No code of it is run.</summary>
    public ShelvedPlugin Take(string path)
    {
        string? folder = null, hash = null;
        try
        {
            (folder, hash) = Copy(path);
            return new ShelvedPlugin(path, folder, hash, ManifestReader.Read(folder), null);
        }
        catch (PluginUnusableException problem)
        {
            return new ShelvedPlugin(path, folder, hash, null, problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new ShelvedPlugin(path, folder, hash, null, PluginUnusableException.Malfunctioned("It cannot be read, or its copy cannot be written. Check the permissions of the plugins folder.", problem));
        }
    }

    private (string Folder, string Hash) Copy(string path)
    {
        PluginFiles.MakeFolder(shelf);
        var draft = Path.Combine(shelf, $".{Guid.NewGuid():n}");
        try
        {
            PluginFiles.MakeFolder(draft);
            if (PluginArchive.IsOne(path))
                PluginArchive.Unpack(path, draft);
            else
                PluginFiles.Copy(path, draft);
            var hash = PluginFiles.Hash(draft);
            var folder = Path.Combine(shelf, hash);
            if (!Directory.Exists(folder) || PluginFiles.Hash(folder) != hash)
                Put(draft, folder);
            return (folder, hash);
        }
        finally
        {
            if (Directory.Exists(draft))
                Directory.Delete(draft, recursive: true);
        }
    }

    private static void Put(string draft, string folder)
    {
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            Directory.Move(draft, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another host on this machine put the same there just now.
        }
    }
}
