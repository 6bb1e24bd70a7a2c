using System.Diagnostics;
using System.Reflection;

namespace BlinkSaaS.Sources.Testing.Tests;

/// <summary>
/// A plugin author's machine: a home of its own for the SDK, the packages of this build in a folder, and the programs that an
/// author runs. What the registry has is taken from the packages that this machine has already.
/// </summary>
public sealed class Author : IAsyncLifetime
{
    private static readonly string[] s_packed = ["src/BlinkSaaS.Sources.Abstractions", "src/BlinkSaaS.Sources.Hosting", "src/BlinkSaaS.Sources.Testing", "tools/templates"];
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("blink-author-").FullName;

    public string Packages => Path.Combine(_folder, "packages");

    /// <summary>Packs what this build made.</summary>
    public async ValueTask InitializeAsync()
    {
        await using var alone = await AloneAsync();
        foreach (var project in s_packed)
            await DotnetAsync(Told("Repository"), "pack", project, "--no-build", "-c", Told("Configuration"), "-o", Packages);
        await DotnetAsync(_folder, "new", "install", Directory.GetFiles(Packages, "BlinkSaaS.Templates.*.nupkg").Single());
    }

    /// <summary>Makes a plugin from the template; the folder that it is in.</summary>
    public async Task<string> NewSourceAsync(string name)
    {
        await DotnetAsync(_folder, "new", "blink-source", "-n", name, "--packages", Packages);
        return Path.Combine(_folder, name);
    }

    /// <summary>Runs the SDK in a folder; what it said. It must succeed.</summary>
    public async Task<string> DotnetAsync(string folder, params string[] arguments)
    {
        var (code, said) = await RunAsync(folder, arguments);
        Assert.True(code == 0, $"dotnet {string.Join(' ', arguments)} ended with {code}:\n{said}");
        return said;
    }

    /// <summary>Runs the SDK in a folder; how it ended and what it said.</summary>
    public async Task<(int Code, string Said)> RunAsync(string folder, params string[] arguments)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_HOME"] = Path.Combine(_folder, "home");
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        // Nothing of this build gets into the cache of the machine, where another build would find it.
        start.Environment["NUGET_PACKAGES"] = Path.Combine(_folder, "cache");
        start.Environment["NUGET_FALLBACK_PACKAGES"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        try
        {
            var said = process.StandardOutput.ReadToEndAsync(patience.Token);
            var complained = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await said + await complained);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Runs SourceRunner.</summary>
    public Task<(int Code, string Said)> TryAsync(params string[] arguments) => RunAsync(_folder, [Told("SourceRunner"), .. arguments]);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Two that pack one project at a time write the same files.</summary>
    private static async Task<FileStream> AloneAsync()
    {
        var path = Path.Combine(Path.GetTempPath(), "blink-authors-pack.lock");
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }

    private static string Told(string key) =>
        typeof(Author).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
