using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BlinkSaaS.Sources.Hosting.Plugins;

namespace BlinkSaaS.Sources.Hosting.DropIns;

/// <summary>What the files of a dropped plugin may be, wherever they come from.</summary>
internal static class PluginFiles
{
    public const int MostFiles = 2000;
    public const long MostBytes = 200L * 1024 * 1024;

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static readonly SearchValues<char> s_strange = SearchValues.Create("\\:*?\"<>|");

    /// <summary>Names of a path inside of a plugin.</summary>
    /// <exception cref="PluginUnusableException">It leads out of the plugin, or is no path everywhere.</exception>
    public static string[] Names(string path)
    {
        var names = path.Split('/');
        if (path.Length is 0 or > 300 || !names.All(IsSound))
            throw Refused($"it holds a file whose path leads elsewhere or cannot be used ({Cut(path)})");
        return names;
    }

    /// <summary>Hash of all files by their paths and contents, the same for a folder and an archive of it.</summary>
    public static string Hash(string folder)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => (Path: file, Name: Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/')))
            .OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            using var content = File.OpenRead(file.Path);
            all.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(file.Name)));
            all.AppendData(SHA256.HashData(content));
        }

        return Convert.ToHexStringLower(all.GetHashAndReset());
    }

    /// <summary>Copies a folder that holds plain files and folders only.</summary>
    /// <exception cref="PluginUnusableException">It holds something else, or too much.</exception>
    public static void Copy(string from, string to)
    {
        var (files, bytes) = (0, 0L);
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false }))
        {
            if (entry.LinkTarget is not null || (entry.Attributes & FileAttributes.ReparsePoint) != 0)
                throw Refused($"it holds a link ({Cut(entry.Name)}), and links can lead elsewhere");
            if (entry is not FileInfo file)
                continue;
            Count(++files, bytes += file.Length);
            var names = Names(Path.GetRelativePath(from, file.FullName).Replace(Path.DirectorySeparatorChar, '/'));
            Write(to, names, target => file.CopyTo(target));
        }
    }

    /// <summary>Writes one file, which must not be there yet, not even in another case.</summary>
    public static void Write(string folder, string[] names, Action<string> write)
    {
        var target = Path.Combine([folder, .. names]);
        var parent = folder;
        foreach (var name in names[..^1])
            MakeFolder(parent = Path.Combine(parent, name));
        write(target);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(target, Readable);
    }

    /// <summary>Makes a folder that the sandbox's user can read, whatever this process's mask says.</summary>
    public static void MakeFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    public static void Count(int files, long bytes)
    {
        if (files > MostFiles)
            throw Refused(string.Create(CultureInfo.InvariantCulture, $"it holds more than {MostFiles:N0} files"));
        if (bytes > MostBytes)
            throw Refused($"its files are larger than {MostBytes >> 20} MB in all");
    }

    public static PluginUnusableException Refused(string what, Exception? cause = null) =>
        PluginUnusableException.Malfunctioned($"It was not taken: {what}. Ask the plugin's publisher for a sound one.", cause);

    private static bool IsSound(string name) =>
        name.Length > 0 && name is not ("." or "..") && !name.Any(char.IsControl) && !name.AsSpan().ContainsAny(s_strange) && name[^1] is not (' ' or '.');

    private static string Cut(string text) => new([.. text.Take(60).Select(c => char.IsControl(c) ? '?' : c)]);
}
