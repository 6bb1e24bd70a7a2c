namespace BlinkSaaS.Web.Features.Pulls;

/// <summary>What the pages of pulls need.</summary>
public static class PullsSetup
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddPullPages(this IServiceCollection services) => services.AddScoped<PullPeople>();
}
