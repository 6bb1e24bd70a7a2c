using BlinkSaaS.Web.Features.Audit;

namespace BlinkSaaS.Web.Features.Workspaces;

/// <summary>What workspaces need.</summary>
public static class WorkspacesSetup
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddWorkspaces(this IServiceCollection services)
    {
        services.AddOptions<WorkspaceOptions>().BindConfiguration("Workspaces").ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddScoped<CreateWorkspace>()
            .AddScoped<SetTimeZone>()
            .AddScoped<RenameWorkspace>()
            .AddScoped<DeleteWorkspace>()
            .AddScoped<RecordAudit>()
            .AddScoped<ReadAudit>();
    }
}
