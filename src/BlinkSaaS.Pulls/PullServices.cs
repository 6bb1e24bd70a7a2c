using BlinkSaaS.Pulls.Budgets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BlinkSaaS.Pulls;

/// <summary>Registers the engine.</summary>
public static class PullServices
{
    /// <summary>
    /// Adds schedule, runner and budgets. The host adds an <c>NpgsqlDataSource</c> keyed "engine", the source sessions,
    /// <see cref="IPullConnections"/> and <see cref="IPullOutcomes"/>.
    /// </summary>
    public static IServiceCollection AddPulls(this IServiceCollection services)
    {
        services.AddOptions<PullOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<CallBudgets>();
        services.AddSingleton<PullSchedule>();
        services.AddSingleton<PullRunner>();
        services.AddSingleton<Records.ConnectionPurge>();
        return services;
    }
}
