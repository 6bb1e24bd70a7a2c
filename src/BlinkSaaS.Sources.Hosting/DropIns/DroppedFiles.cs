using System.Globalization;
using System.Text;

namespace BlinkSaaS.Sources.Hosting.DropIns;

/// <summary>What lies in the plugins folder, and what of it has come to rest: files that are still being copied are left alone.</summary>
internal sealed class DroppedFiles(string folder, TimeSpan settle, TimeProvider clock)
{
    private readonly Dictionary<string, (string Stamp, long Since)> _seen = new(StringComparer.Ordinal);

    /// <summary>Paths with a stamp that changes when they do; the stamp is null while it still does, unless that is not waited for.</summary>
    public IReadOnlyList<(string Path, string? Stamp)> Look(bool atOnce = false)
    {
        var found = Directory.Exists(folder)
            ? Directory.EnumerateFileSystemEntries(folder).Where(IsOne).Order(StringComparer.Ordinal).ToList()
            : [];
        foreach (var gone in _seen.Keys.Except(found).ToList())
            _seen.Remove(gone);
        return [.. found.Select(path => (path, Settled(path, atOnce)))];
    }

    private static bool IsOne(string path) =>
        !Path.GetFileName(path).StartsWith('.') && (Directory.Exists(path) || PluginArchive.IsOne(path));

    private string? Settled(string path, bool atOnce)
    {
        var stamp = Stamp(path);
        if (!_seen.TryGetValue(path, out var seen) || seen.Stamp != stamp)
        {
            _seen[path] = (stamp, clock.GetTimestamp());
            return atOnce ? stamp : null;
        }

        return clock.GetElapsedTime(seen.Since) >= settle ? stamp : null;
    }

    private static string Stamp(string path)
    {
        try
        {
            if (!Directory.Exists(path))
                return Stamp(new FileInfo(path));
            var all = new StringBuilder(Stamp(new DirectoryInfo(path)));
            foreach (var entry in new DirectoryInfo(path)
                .EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
                .Take(PluginFiles.MostFiles * 2).OrderBy(entry => entry.FullName, StringComparer.Ordinal))
                all.Append('|').Append(entry.FullName).Append(Stamp(entry));
            return all.ToString();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.GetType().Name;
        }
    }

    private static string Stamp(FileSystemInfo entry) => string.Create(
        CultureInfo.InvariantCulture, $" {entry.LinkTarget} {(entry as FileInfo)?.Length} {entry.LastWriteTimeUtc.Ticks} {entry.CreationTimeUtc.Ticks}");
}
