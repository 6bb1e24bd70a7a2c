using BlinkSaaS.Sources.Hosting.DropIns;

namespace BlinkSaaS.Web.Features.Plugins;

/// <summary>What the operator's pages need.</summary>
public static class PluginsSetup
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddOperators(this IServiceCollection services)
    {
        services.AddOptions<OperatorOptions>().BindConfiguration("Operators");
        return services.AddSingleton<Operators>().AddSingleton<IPluginApprovals, PluginDecisions>().AddScoped<DecideOnPlugin>();
    }
}
