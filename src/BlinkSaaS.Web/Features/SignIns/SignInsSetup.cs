namespace BlinkSaaS.Web.Features.SignIns;

/// <summary>What signing in at sources needs.</summary>
public static class SignInsSetup
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddSourceSignIns(this IServiceCollection services) => services.AddScoped<SourceSignIn>();
}
