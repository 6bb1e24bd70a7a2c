using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace BlinkSaaS.Web.Data;

/// <summary>For <c>dotnet ef</c> alone: it writes migrations and needs no database.</summary>
public sealed class AppDbContextFactory : IDesignTimeDbContextFactory<AppDbContext>
{
    /// <inheritdoc />
    public AppDbContext CreateDbContext(string[] args) => Create("Host=localhost");

    /// <summary>Identity asks for its options, and leaves the table of passkeys out where there are none.</summary>
    private static readonly IServiceProvider Services =
        new ServiceCollection().Configure<IdentityOptions>(identity => identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3).BuildServiceProvider();

    /// <summary>A context outside of dependency injection: for the start, and for migrations.</summary>
    public static AppDbContext Create(string connectionString)
    {
        var options = new DbContextOptionsBuilder<AppDbContext>();
        DatabaseServices.Configure(options, connectionString);
        options.UseApplicationServiceProvider(Services);
        return new AppDbContext(options.Options, new TenantScope());
    }
}
