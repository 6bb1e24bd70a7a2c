using BlinkSaaS.Web.Jobs;

namespace BlinkSaaS.Web.Features.Demo;

/// <summary>The demo of a development host.</summary>
public static class DemoSetup
{
    /// <summary>
    /// Adds the demo. Call it before the jobs are added: its simulator has to be there before anything is pulled. Outside of
    /// Development only the lock on accounts of an earlier start is added.
    /// </summary>
    public static IServiceCollection AddDemo(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment, NodeRoles roles)
    {
        services.AddSingleton<DemoState>();
        services.AddOptions<DemoOptions>().BindConfiguration("Demo");
        if (!roles.Web)
            return services;
        services.AddScoped<DemoWorld>().AddScoped<DemoHistory>();
        if (environment.IsDevelopment() && configuration.GetValue("Demo:Enabled", defaultValue: true))
        {
            services.AddSingleton<DemoSimulator>();
            services.AddHostedService(provider => provider.GetRequiredService<DemoSimulator>());
        }

        services.AddHostedService<DemoStart>();
        return services;
    }
}
