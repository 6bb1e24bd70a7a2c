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
        });

    private static string DefaultFolder(IHostEnvironment environment)
    {
        var beside = Path.Combine(AppContext.BaseDirectory, "plugins");
        var built = Path.GetFullPath(Path.Combine(environment.ContentRootPath, "..", "..", "artifacts", "plugins"));
        return !Directory.Exists(beside) && Directory.Exists(built) ? built : beside;
    }
}
