using BlinkSaaS.Pulls.Budgets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;

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
        services.AddSingleton(provider => new CallBudgets(
            provider.GetRequiredKeyedService<NpgsqlDataSource>("engine"), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<CallBudgets>>()));
        services.AddSingleton<BudgetView>();
        services.AddSingleton<PullSchedule>();
        services.AddSingleton<ToldChanges>();
        services.AddSingleton<WorkerBeats>();
        services.AddSingleton<PullRunner>();
        services.AddSingleton<PullPool>();
        services.AddSingleton<PullRetention>();
        services.AddSingleton<Records.ConnectionPurge>();
        services.AddSingleton<Records.SettleWalks>();
        services.AddSingleton<Records.VersionRetention>();
        return services;
    }
}
