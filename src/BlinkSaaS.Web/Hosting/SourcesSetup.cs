using BlinkSaaS.Sources.Hosting;

namespace BlinkSaaS.Web.Hosting;

/// <summary>Where the plugins lie.</summary>
public static class SourcesSetup
{
    /// <summary>
    /// Adds the plugins: the folders of <c>Sources:PluginFolders</c>; without them <c>plugins/</c> beside the program, and in
    /// a checkout what the build laid out.
    /// </summary>
    public static IServiceCollection AddSources(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment) =>
        services.AddSourceHosting(options =>
        {
            try
            {
                options.ReadFrom(configuration.GetSection("Sources"));
            }
            catch (ArgumentException e)
            {
                throw new StartupException(e.Message, e);
            }

            if (options.PluginFolders.Count == 0)
                options.PluginFolders.Add(DefaultFolder(environment));
            options.DropInFolder ??= DropInFolder(configuration, environment);
            options.Sandbox.Program ??= BuiltSandbox();
            foreach (var path in SecretPaths(configuration, environment))
                options.Sandbox.HiddenPaths.Add(path);
        });

    /// <summary>Where further plugins are dropped: beside the program, and on a development machine where everything else is kept.</summary>
    private static string? DropInFolder(IConfiguration configuration, IHostEnvironment environment)
    {
        if (!environment.IsDevelopment())
            return Path.Combine(AppContext.BaseDirectory, "added-plugins");
        var folder = LocalFolder.From(configuration).Below("plugins");
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>What no plugin should see, also where it has to run as the host's own user.</summary>
    private static IEnumerable<string> SecretPaths(IConfiguration configuration, IHostEnvironment environment)
    {
        if (configuration["Secrets:KeyFile"] is { Length: > 0 } file)
            yield return Path.GetFullPath(file);
        if (!environment.IsDevelopment())
            yield break;
        foreach (var name in (string[])["secrets.key", "admin-password", "demo-password", "data"])
            yield return LocalFolder.From(configuration).Below(name);
    }

    /// <summary>In a checkout, what the build made beside this program; null where the program was published.</summary>
    private static string? BuiltSandbox()
    {
        const string Sandbox = "BlinkSaaS.Sources.Sandbox";
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var built = Path.Combine(AppContext.BaseDirectory, "..", "..", Sandbox, here.Name, Sandbox + ".dll");
        return File.Exists(built) ? Path.GetFullPath(built) : null;
    }

    private static string DefaultFolder(IHostEnvironment environment)
    {
        var beside = Path.Combine(AppContext.BaseDirectory, "plugins");
        var built = Path.GetFullPath(Path.Combine(environment.ContentRootPath, "..", "..", "artifacts", "plugins"));
        return !Directory.Exists(beside) && Directory.Exists(built) ? built : beside;
    }
}
