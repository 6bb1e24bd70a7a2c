namespace BlinkSaaS.Web.Features.Workspaces;

/// <summary>What workspaces need.</summary>
public static class WorkspacesSetup
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddWorkspaces(this IServiceCollection services) => services.AddScoped<CreateWorkspace>();
}
