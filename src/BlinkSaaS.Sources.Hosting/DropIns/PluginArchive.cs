using System.IO.Compression;
using BlinkSaaS.Sources.Hosting.Plugins;

namespace BlinkSaaS.Sources.Hosting.DropIns;

/// <summary>Unpacks a <c>.zip</c> or <c>.nupkg</c>. What an archive says of its sizes is not believed: what comes out of it is counted.</summary>
internal static class PluginArchive
{
    public const long MostArchiveBytes = 100L * 1024 * 1024;

    /// <summary>Beyond this much, what comes out may be so many times what was packed.</summary>
    private const int MostRatio = 100;

    private const long FreeOfRatio = 10L * 1024 * 1024;
    private const int KindOfFile = 0xF000;
    private const int PlainFile = 0x8000;
    private const int Folder = 0x4000;

    public static bool IsOne(string path) =>
        path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".nupkg", StringComparison.OrdinalIgnoreCase);

    /// <summary>Unpacks the folder that holds its one <c>plugin.json</c>.</summary>
    /// <exception cref="PluginUnusableException">It is no sound archive, or holds what no plugin may.</exception>
    public static void Unpack(string path, string to)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.Length > MostArchiveBytes)
                throw PluginFiles.Refused($"the archive is larger than {MostArchiveBytes >> 20} MB");
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            Unpack(archive, file.Length, to);
        }
        catch (InvalidDataException e)
        {
            throw PluginFiles.Refused("it is no sound archive", e);
        }
    }

    private static void Unpack(ZipArchive archive, long packed, string to)
    {
        PluginFiles.Count(archive.Entries.Count, 0);
        var entries = archive.Entries.Select(entry => (Entry: entry, Names: NamesOf(entry))).ToList();
        var twice = entries.GroupBy(entry => string.Join('/', entry.Names), StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw PluginFiles.Refused("it holds a file twice");
        var root = RootOf(entries.Select(entry => entry.Names));
        var bytes = 0L;
        foreach (var (entry, names) in entries.Where(entry => !IsFolder(entry.Entry) && entry.Names.AsSpan().StartsWith(root)))
            PluginFiles.Write(to, names[root.Length..], target => bytes = Write(entry, target, bytes, packed));
    }

    private static string[] NamesOf(ZipArchiveEntry entry)
    {
        if (((entry.ExternalAttributes >> 16) & KindOfFile) is not (0 or PlainFile or Folder))
            throw PluginFiles.Refused("it holds a link or a special file, and links can lead elsewhere");
        return PluginFiles.Names(IsFolder(entry) ? entry.FullName[..^1] : entry.FullName);
    }

    private static bool IsFolder(ZipArchiveEntry entry) => entry.FullName.EndsWith('/');

    private static string[] RootOf(IEnumerable<string[]> files)
    {
        var manifests = files.Where(names => names[^1] == ManifestReader.FileName).ToList();
        return manifests.Count switch
        {
            0 => throw PluginFiles.Refused("there is no plugin.json in it"),
            1 => manifests[0][..^1],
            _ => throw PluginFiles.Refused("it holds more than one plugin.json"),
        };
    }

    private static long Write(ZipArchiveEntry entry, string target, long bytes, long packed)
    {
        using var content = entry.Open();
        using var file = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
        var buffer = new byte[80 * 1024];
        while (content.Read(buffer) is > 0 and var length)
        {
            bytes += length;
            PluginFiles.Count(0, bytes);
            if (bytes > FreeOfRatio && bytes / MostRatio > packed)
                throw PluginFiles.Refused($"what is in it is more than {MostRatio} times as large as the archive");
            file.Write(buffer, 0, length);
        }

        return bytes;
    }
}
