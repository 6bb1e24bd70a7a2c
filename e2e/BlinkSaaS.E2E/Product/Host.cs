namespace BlinkSaaS.E2E.Product;

/// <summary>BlinkSaaS itself, as the build left it, with a database of its own.</summary>
public sealed class Host : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private readonly ChildProcess process;
    private readonly string folder;

    private Host(ChildProcess process, string folder, int port)
    {
        (this.process, this.folder) = (process, folder);
        // By name: browsers treat localhost as a safe origin, a bare address not always.
        Address = $"http://localhost:{port}";
        Database = new Database(folder);
    }

    public string Address { get; }

    public Database Database { get; }

    public bool IsRunning => !process.HasExited;

    /// <summary>Of all demo accounts.</summary>
    public string DemoPassword => File.ReadAllText(Path.Combine(folder, "demo-password"));

    /// <summary>What it complained about, to be shown with a failure.</summary>
    public IReadOnlyList<string> Lines => process.Lines;

    /// <summary>Where plugins of others are put.</summary>
    public string AddedPlugins => folder + "-added";

    public static async Task<Host> StartAsync(Simulator clickUp, Uri toggl, Uri stripe)
    {
        // Not below the home of root: the database runs as another user.
        var folder = Path.Combine(OperatingSystem.IsWindows() ? Path.GetTempPath() : "/var/tmp", $"blinksaas-e2e-{Guid.NewGuid():n}");
        var process = ChildProcess.Start(
            Repository.Program("BlinkSaaS.Web"), Path.Combine(Repository.Results, "host.log"), Path.Combine(Repository.Root, "src", "BlinkSaaS.Web"),
            "--urls", "http://127.0.0.1:0", $"--Development:Folder={folder}", $"--Sources:clickup:BaseAddress={clickUp.BaseAddress}",
            $"--Sources:clickup:OAuth:ClientId={clickUp.OAuthClient.Id}", $"--Sources:clickup:OAuth:ClientSecret={clickUp.OAuthClient.Secret}", "--Sources:clickup:OAuth:AuthorizeAddress=/oauth/authorize",
            // Where a plugin of an author is put, and the API that it calls. A machine that cannot confine it runs it all the same.
            $"--Sources:DropInFolder={folder}-added", "--Sources:Sandbox:AllowNetworkNotConfined=true", $"--Sources:toggl:BaseAddress={toggl}", $"--Sources:custom:BaseAddress={toggl}", $"--Sources:stripe:BaseAddress={stripe}",
            // All tests come from one address.
            "--Accounts:Throttle:TriesPerAddress=100000");
        var line = await process.LineWithAsync(Listening);
        await process.LineWithAsync("The demo is ready");
        return new Host(process, folder, new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]).Port);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await process.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        if (Directory.Exists(AddedPlugins))
            Directory.Delete(AddedPlugins, recursive: true);
    }
}
