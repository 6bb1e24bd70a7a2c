using BlinkSaaS.Pulls;
using BlinkSaaS.Web.Hosting.Database;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BlinkSaaS.Web.Data;

/// <summary>The ways into the database that the program serves with.</summary>
public static class DatabaseServices
{
    /// <summary>Adds the context of the pages, and the data sources of the engine and of the jobs that tidy up.</summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, DatabaseConnections connections)
    {
        services.AddSingleton(connections);
        services.AddScoped<TenantScope>();
        services.AddScoped<CurrentWorkspace>();
        services.AddSingleton(_ => NpgsqlDataSource.Create(EngineSource.Preparing(connections.Web, mostStatements: 60)));
        services.AddKeyedSingleton(DatabaseConnections.EngineKey, (_, _) => EngineSource.Create(connections.Engine));
        services.AddKeyedSingleton(DatabaseConnections.MaintenanceKey, (_, _) => NpgsqlDataSource.Create(connections.Maintenance));
        services.AddSingleton<MaintenanceDatabase>();
        services.AddDbContext<AppDbContext>((provider, options) => Configure(options, provider.GetRequiredService<NpgsqlDataSource>()));
        return services;
    }

    internal static void Configure(DbContextOptionsBuilder options, string connectionString) =>
        options.UseNpgsql(connectionString).UseSnakeCaseNamingConvention().AddInterceptors(DatabaseScope.Instance);

    internal static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource source) =>
        options.UseNpgsql(source).UseSnakeCaseNamingConvention().AddInterceptors(DatabaseScope.Instance);
}
