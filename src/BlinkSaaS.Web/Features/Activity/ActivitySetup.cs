namespace BlinkSaaS.Web.Features.Activity;

/// <summary>What the activity page needs.</summary>
public static class ActivitySetup
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddActivity(this IServiceCollection services) => services.AddScoped<ReadActivity>();
}
