using BlinkSaaS.Web.Hosting;

namespace BlinkSaaS.Web.Jobs;

/// <summary>What this node does: serve pages, work on pulls, or both. Set by <c>Roles</c>: "web", "worker" or "web,worker".</summary>
public sealed record NodeRoles(bool Web, bool Worker)
{
    /// <summary>Reads <c>Roles</c>; both where it is not set.</summary>
    public static NodeRoles From(IConfiguration configuration)
    {
        var named = (configuration["Roles"] ?? "web,worker").Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var roles = new NodeRoles(named.Contains("web", StringComparer.OrdinalIgnoreCase), named.Contains("worker", StringComparer.OrdinalIgnoreCase));
        return (roles.Web || roles.Worker) && named.Length == (roles.Web ? 1 : 0) + (roles.Worker ? 1 : 0)
            ? roles
            : throw new StartupException($"Roles is \"{configuration["Roles"]}\". Set it to web, worker, or web,worker.");
    }
}
