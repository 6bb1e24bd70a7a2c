using BlinkSaaS.Sources.Hosting.DropIns;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace BlinkSaaS.Sources.Hosting;

/// <summary>Registers what finds, loads and calls sources.</summary>
public static class SourceHostingServices
{
    /// <summary>
    /// Adds <see cref="SourceCatalog"/> (loaded when the host starts), <see cref="SourceAddresses"/>,
    /// <see cref="ISourceSessions"/> and <see cref="SourceCheck"/>, all singletons.
    /// </summary>
    public static IServiceCollection AddSourceHosting(this IServiceCollection services, Action<SourcesOptions> configure)
    {
        services.AddOptions<SourcesOptions>().Configure(configure)
            .Validate(options => options.MaxAnswerBytes is > 0 and <= int.MaxValue, "Sources: the largest answer must be between 1 byte and 2 GB.")
            .Validate(options => options.CallTimeLimit > TimeSpan.Zero, "Sources: the time limit of a call must be more than 0.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(SourceNetwork.System);
        services.TryAddSingleton<Sandboxing.SandboxLauncher>();
        services.TryAddSingleton<SourceCatalog>();
        services.TryAddSingleton<IPluginApprovals, NoApprovals>();
        services.TryAddSingleton<DropInPlugins>();
        services.TryAddSingleton<SourceAddresses>();
        services.TryAddSingleton(provider => new SourceConnections(provider.GetRequiredService<SourceNetwork>()));
        services.TryAddSingleton<ISourceSessions, SourceSessions>();
        services.TryAddSingleton<SourceCheck>();
        services.TryAddSingleton<Versions.VersionTrial>();
        services.TryAddSingleton<SignIns.OAuthSignIns>();
        services.AddHostedService<CatalogAtStart>();
        services.AddHostedService(provider => provider.GetRequiredService<DropInPlugins>());
        return services;
    }

    /// <summary>Plugins are loaded at start, not by the first visitor.</summary>
    private sealed class CatalogAtStart(IServiceProvider services) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            services.GetRequiredService<SourceCatalog>();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
