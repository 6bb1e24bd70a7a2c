namespace BlinkSaaS.Web.Features.Connections;

/// <summary>What connections need.</summary>
public static class ConnectionsSetup
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddConnectionPages(this IServiceCollection services) => services
        .AddSingleton<ConnectionSecrets>()
        .AddScoped<CheckCredentials>()
        .AddScoped<DescribeCheck>()
        .AddScoped<ConnectionNames>()
        .AddScoped<PrivacyOptions>()
        .AddScoped<ConnectionUrls>()
        .AddScoped<ConnectionListing>()
        .AddScoped<ConnectionHeads>()
        .AddScoped<ConnectionSchedules>()
        .AddScoped<ConnectionDrafts>()
        .AddScoped<VisibleConnections>()
        .AddScoped<ConnectionAudience>()
        .AddScoped<AddConnection>()
        .AddScoped<SteerPulls>()
        .AddScoped<EditConnection>();
}
