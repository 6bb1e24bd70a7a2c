using Microsoft.AspNetCore.Components;

namespace BlinkSaaS.Web.Features.Shared;

/// <summary>The fingerprinted address of a file of wwwroot, where the page's endpoint knows it.</summary>
public static class StaticFiles
{
    public static string Url(HttpContext context, string path)
    {
        var known = context.GetEndpoint()?.Metadata.GetMetadata<ResourceAssetCollection>();
        return $"{context.Request.PathBase}/{known?[path] ?? path}";
    }
}
