using BlinkSaaS.Web.Hosting.Database;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BlinkSaaS.Web.Data;

/// <summary>
/// The database over all workspaces, as <c>blink_maintenance</c>: for jobs that tidy up, and for what a person sets going
/// without seeing what it touches (a workspace that is removed, a member who leaves). It reads no record, no password and no
/// key. A page that shows something never reads it from here.
/// </summary>
public sealed class MaintenanceDatabase([FromKeyedServices(DatabaseConnections.MaintenanceKey)] NpgsqlDataSource source)
{
    /// <summary>A context to dispose of. Queries say <c>IgnoreQueryFilters()</c> and name the workspace themselves.</summary>
    public AppDbContext Open()
    {
        var options = new DbContextOptionsBuilder<AppDbContext>();
        DatabaseServices.Configure(options, source);
        return new AppDbContext(options.Options, new TenantScope());
    }
}
