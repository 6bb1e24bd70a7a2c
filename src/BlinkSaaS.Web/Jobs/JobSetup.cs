using BlinkSaaS.Pulls;
using BlinkSaaS.Web.Hosting.Database;
using Hangfire;
using Hangfire.PostgreSql;

namespace BlinkSaaS.Web.Jobs;

/// <summary>Hangfire on PostgreSQL: it moves work between nodes. The dashboard is not mapped.</summary>
public static class JobSetup
{
    /// <summary>Adds the client everywhere, and the server and the dispatcher on workers.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, DatabaseConnections connections, NodeRoles roles)
    {
        services.AddSingleton(roles);
        services.AddHangfire(hangfire => hangfire
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings()
            .UsePostgreSqlStorage(
                storage => storage.UseNpgsqlConnection(connections.Web),
                new PostgreSqlStorageOptions
                {
                    SchemaName = DatabaseStart.HangfireSchema,
                    PrepareSchemaIfNecessary = false,
                    QueuePollInterval = TimeSpan.FromSeconds(1),
                    UseSlidingInvisibilityTimeout = true,
                    InvisibilityTimeout = TimeSpan.FromSeconds(30),
                    EnableLongPolling = false,
                }));
        services.AddSingleton<PullJobs>();
        services.AddPulls();
        services.AddSingleton<IPullConnections, PullConnections>();
        services.AddSingleton<IPullOutcomes, PullOutcomes>();
        services.AddScoped<PullWork>().AddScoped<PurgeDeleted>().AddScoped<DeleteExpiredDrafts>();
        if (roles.Worker)
        {
            services.AddHangfireServer(server =>
            {
                server.WorkerCount = 16;
                server.SchedulePollingInterval = TimeSpan.FromSeconds(5);
                server.StopTimeout = TimeSpan.FromSeconds(5);
                server.ShutdownTimeout = TimeSpan.FromSeconds(10);
            });
            services.AddHostedService<RecurringWork>();
        }

        return services;
    }
}
