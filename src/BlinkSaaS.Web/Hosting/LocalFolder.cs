namespace BlinkSaaS.Web.Hosting;

/// <summary>Where a development machine keeps what must outlive the program: database, key, PostgreSQL's binaries.</summary>
public sealed class LocalFolder
{
    private LocalFolder(string path) => Path = path;

    /// <summary>Absolute path; it exists.</summary>
    public string Path { get; }

    /// <summary>
    /// <c>Development:Folder</c>, else <c>/var/lib/blinksaas</c> for root (whose home a server of another user cannot reach),
    /// else the user's local data folder.
    /// </summary>
    public static LocalFolder From(IConfiguration configuration)
    {
        var path = configuration["Development:Folder"];
        if (string.IsNullOrWhiteSpace(path))
        {
            path = Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows()
                ? "/var/lib/blinksaas"
                : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "BlinkSaaS");
        }

        return At(path);
    }

    /// <summary>The folder at a path, made where it is missing.</summary>
    public static LocalFolder At(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The folder {path} cannot be made ({e.Message}). Set Development:Folder to one that can be written to.", e);
        }

        return new LocalFolder(System.IO.Path.GetFullPath(path));
    }

    /// <summary>A path below this folder.</summary>
    public string Below(params ReadOnlySpan<string> names) => System.IO.Path.Combine([Path, .. names]);

    /// <summary>
    /// The content of a file that only this user can read, made where it is missing. Of hosts that start at the same moment
    /// one makes it, and all read what that one made.
    /// </summary>
    public static string ReadOrMakePrivate(string path, Func<string> make)
    {
        if (!File.Exists(path))
        {
            var draft = WriteDraft(path, make());
            try
            {
                File.Move(draft, path, overwrite: false);
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(draft);
            }
        }

        return File.ReadAllText(path);
    }

    /// <summary>Writes a file that only this user can read, whole or not at all.</summary>
    public static void WritePrivate(string path, string content) => File.Move(WriteDraft(path, content), path, overwrite: true);

    private static string WriteDraft(string path, string content)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var draft = $"{path}.{Guid.NewGuid():n}";
        using (var writer = new StreamWriter(draft, options))
            writer.Write(content);
        return draft;
    }
}
