using System.ComponentModel.DataAnnotations;

namespace BlinkSaaS.Web.Features.Workspaces;

/// <summary>The section <c>Workspaces</c>.</summary>
public sealed class WorkspaceOptions
{
    /// <summary>How long a deleted workspace, and the private connections of somebody who left, can be brought back.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "90.00:00:00", ErrorMessage = "Workspaces:Grace is outside of 0 to 90 days. Set it to 7.00:00:00 for a week.")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromDays(7);
}
