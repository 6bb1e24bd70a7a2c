namespace BlinkSaaS.Web.Tenancy;

/// <summary>Razor Pages under <c>Features/</c>, workspace pages under <c>/w/{workspace}/</c>.</summary>
public static class TenancySetup
{
    /// <summary>Adds the pages and their route convention.</summary>
    public static IServiceCollection AddTenancy(this IServiceCollection services)
    {
        services.AddRouting(options => options.LowercaseUrls = true);
        services.AddRazorPages(pages =>
        {
            pages.RootDirectory = "/Features";
            pages.Conventions.Add(new WorkspaceRoutes());
        })
        // What may be left out is decided by each form, in words of its own.
        .AddMvcOptions(options => options.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true);
        return services;
    }

    /// <summary>Enters the workspace of the URL, after it is known who asks.</summary>
    public static IApplicationBuilder UseTenancy(this IApplicationBuilder app) => app.UseMiddleware<WorkspaceMiddleware>();
}
