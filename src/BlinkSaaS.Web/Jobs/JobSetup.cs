using BlinkSaaS.Pulls;
using BlinkSaaS.Web.Hosting.Database;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;

namespace BlinkSaaS.Web.Jobs;

/// <summary>Hangfire on PostgreSQL: it moves work between nodes. The dashboard is not mapped.</summary>
public static class JobSetup
{
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
