using BlinkSaaS.Pulls;
using BlinkSaaS.Web.Hosting;
using BlinkSaaS.Web.Hosting.Database;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.States;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BlinkSaaS.Web.Jobs;

/// <summary>Hangfire on PostgreSQL: it moves work between nodes. The dashboard is not mapped.</summary>
public static class JobSetup
{
    private const int AskedWorkers = 8;
    private const int DueWorkers = 16;

    /// <summary>Adds the client everywhere, and the server and the dispatcher on workers.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, DatabaseConnections connections, NodeRoles roles)
    {
        services.AddSingleton(roles);
        // Registered here, so that Hangfire's statics, which hosts in one process share, decide nothing.
        services.AddSingleton<JobStorage>(_ => Storage(connections.Web));
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddHangfire((provider, hangfire) => hangfire
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings()
            .UseStorage(provider.GetRequiredService<JobStorage>()));
        services.AddSingleton<PullJobs>();
        services.AddPulls();
        services.AddOptions<PullOptions>().BindConfiguration("Pulls");
        services.AddSingleton<PullConnections>().AddSingleton<IPullConnections>(provider => provider.GetRequiredService<PullConnections>());
        services.AddSingleton<IPullOutcomes, PullOutcomes>();
        services.AddScoped<PullWork>().AddScoped<PurgeDeleted>().AddScoped<PurgeWorkspaces>().AddScoped<SettleHeld>().AddScoped<MoveVersions>().AddSingleton<VersionRows>().AddScoped<RemoveOldVersions>().AddScoped<RemoveOldPulls>()
            .AddScoped<DeleteExpiredDrafts>().AddScoped<DeleteOldSessions>();
        services.AddHealthChecks().AddCheck<WorkersBeat>("workers", roles.Worker ? HealthStatus.Unhealthy : HealthStatus.Degraded, tags: [Observability.Ready]);
        if (roles.Worker)
        {
            // What a person waits for has workers of its own: it is not behind what is due.
            AddServer(services, AskedWorkers, PullWork.AskedQueue);
            AddServer(services, DueWorkers, PullWork.DueQueue, EnqueuedState.DefaultQueue);
            services.AddHostedService<RecurringWork>();
            services.AddHostedService<DispatchDue>();
            services.AddHostedService<StopPulls>();
        }

        return services;
    }

    private static void AddServer(IServiceCollection services, int workers, params string[] queues) => services.AddHangfireServer(server =>
    {
        server.ServerName = $"{PullWork.Worker}:{queues[0]}";
        server.Queues = queues;
        server.WorkerCount = workers;
        server.SchedulePollingInterval = TimeSpan.FromSeconds(5);
        // Asked to stop, pulls are at their checkpoints at once: there is nothing to wait for.
        server.StopTimeout = TimeSpan.Zero;
        server.ShutdownTimeout = TimeSpan.FromSeconds(10);
    });

    private static PostgreSqlStorage Storage(string connectionString)
    {
        var options = new PostgreSqlStorageOptions
        {
            SchemaName = DatabaseStart.HangfireSchema,
            PrepareSchemaIfNecessary = false,
            QueuePollInterval = TimeSpan.FromSeconds(1),
            UseSlidingInvisibilityTimeout = true,
            InvisibilityTimeout = TimeSpan.FromSeconds(30),
            EnableLongPolling = false,
        };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(connectionString, options), options);
    }
}
