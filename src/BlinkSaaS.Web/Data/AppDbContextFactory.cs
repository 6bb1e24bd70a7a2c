using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace BlinkSaaS.Web.Data;

/// <summary>For <c>dotnet ef</c> alone: it writes migrations and needs no database.</summary>
public sealed class AppDbContextFactory : IDesignTimeDbContextFactory<AppDbContext>
{
    /// <inheritdoc />
    public AppDbContext CreateDbContext(string[] args) => Create("Host=localhost");

    /// <summary>A context outside of dependency injection: for the start, and for migrations.</summary>
    public static AppDbContext Create(string connectionString)
    {
        var options = new DbContextOptionsBuilder<AppDbContext>();
        DatabaseServices.Configure(options, connectionString);
        return new AppDbContext(options.Options, new TenantScope());
    }
}
