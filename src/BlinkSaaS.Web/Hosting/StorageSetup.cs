using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Hosting.Database;
using BlinkSaaS.Web.Hosting.Secrets;

namespace BlinkSaaS.Web.Hosting;

/// <summary>Database, roles, key ring: what must stand before anything else is built.</summary>
public static class StorageSetup
{
    /// <summary>Brings the storage up and registers it.</summary>
    public static async Task<DatabaseConnections> AddStorageAsync(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        var key = InstanceKey.From(builder.Configuration, builder.Environment);
        var start = new DatabaseStart(builder.Configuration, builder.Environment, key, TimeProvider.System);
        var connections = await start.RunAsync(CancellationToken.None);
        builder.Services.AddDatabase(connections);
        builder.Services.AddSingleton<LoopbackOnly>();
        builder.Services.AddWrappedKeyRing(key);
        if (start.Embedded is { } embedded)
        {
            builder.Services.AddSingleton(_ => embedded); // made by a factory, so that the container stops it at the end
            builder.Services.AddHostedService<EmbeddedPostgresWatch>();
        }

        return connections;
    }
}
