using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace BlinkSaaS.Web.Tenancy;

/// <summary>
/// The one exception to "the URL is the path": pages of these features stand under <c>/w/{workspace}/</c>.
/// </summary>
public sealed class WorkspaceRoutes : IPageRouteModelConvention
{
    /// <summary>Prefix of every workspace URL.</summary>
    public const string Prefix = $"w/{{{WorkspaceMiddleware.RouteValue}}}";

    private static readonly string[] Features = ["Access", "Activity", "Audit", "Connections", "Data", "Members", "Pulls", "Teams", "Workspaces/Settings"];

    /// <inheritdoc />
    public void Apply(PageRouteModel model)
    {
        if (!Features.Any(feature => model.ViewEnginePath.StartsWith($"/{feature}/", StringComparison.Ordinal) || model.ViewEnginePath == $"/{feature}"))
            return;
        foreach (var selector in model.Selectors)
            selector.AttributeRouteModel!.Template = AttributeRouteModel.CombineTemplates(Prefix, selector.AttributeRouteModel.Template?.TrimStart('/'));
    }
}
