using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace BlinkSaaS.Web.Tests.Tenancy;

/// <summary>
/// The program with its filter by who may see taken out, as if somebody had forgotten it. Only a test can do that: it replaces
/// a part of Entity Framework, and the program has no switch for it.
/// </summary>
public sealed class UnfilteredStage : AccessStage
{
    public new const string Collection = "stage without the filter";

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureServices(services => services.ConfigureDbContext<AppDbContext>(options => options.ReplaceService<IModelCustomizer, WithoutAccessFilter>()));
    }

    private sealed class WithoutAccessFilter(ModelCustomizerDependencies dependencies) : RelationalModelCustomizer(dependencies)
    {
        public override void Customize(ModelBuilder modelBuilder, DbContext context)
        {
            base.Customize(modelBuilder, context);
            modelBuilder.Entity<Connection>().HasQueryFilter(AppDbContext.AccessFilter, null);
        }
    }
}
