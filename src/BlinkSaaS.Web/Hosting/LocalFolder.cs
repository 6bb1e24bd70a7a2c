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

    /// <summary>Writes a file that only this user can read, whole or not at all.</summary>
    public static void WritePrivate(string path, string content) => File.Move(Draft(path, content), path, overwrite: true);

    /// <summary>
    /// The content of a private file, which is made where it is missing. Hosts that start together all get what the first one wrote.
    /// </summary>
    public static string ReadOrCreatePrivate(string path, Func<string> create)
    {
        if (!File.Exists(path))
        {
            // Moving without overwriting would not do: it looks first and moves then.
            using var alone = Alone($"{path}.lock");
            if (!File.Exists(path))
                WritePrivate(path, create());
        }

        return File.ReadAllText(path);
    }

    private static FileStream Alone(string path)
    {
        var wait = new SpinWait();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                wait.SpinOnce();
            }
        }
    }

    private static string Draft(string path, string content)
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
