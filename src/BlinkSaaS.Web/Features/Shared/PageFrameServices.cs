namespace BlinkSaaS.Web.Features.Shared;

public static class PageFrameServices
{
    /// <summary>What layout and tag helpers ask for.</summary>
    public static IServiceCollection AddPageFrame(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddScoped<PageFrame>();
        services.AddScoped<PersonClock>();
        return services;
    }
}
