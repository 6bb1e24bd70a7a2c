using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Shared;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Activity;

/// <summary>What happened in this workspace, as far as the person sees it.</summary>
public sealed class IndexModel(ReadActivity read, CurrentWorkspace workspace, ConnectionUrls urls, PersonClock clock) : PageModel
{
    /// <summary>The chosen chip.</summary>
    [BindProperty(SupportsGet = true)]
    public ActivityFilter Show { get; set; }

    /// <summary>What is shown.</summary>
    public ActivityPage Activity { get; private set; } = null!;

    /// <summary>The workspace.</summary>
    public CurrentWorkspace Workspace => workspace;

    /// <summary>The address of the page with another chip.</summary>
    public string Here(ActivityFilter filter) => filter == ActivityFilter.All ? Path : $"{Path}?show={filter.ToString().ToLowerInvariant()}";

    /// <summary>The page before.</summary>
    public string? Newer => Paged("newer", Activity.Newer);

    /// <summary>The page after.</summary>
    public string? Older => Paged("older", Activity.Older);

    /// <summary>The address of a row's pull.</summary>
    public string PullUrl(ActivityRow row) => urls.Pull(row.Connection, row.Pull.Number);

    private string Path => $"/w/{workspace.Slug}/activity";

    /// <summary>Reads a page.</summary>
    public async Task OnGetAsync(string? older, string? newer, CancellationToken cancellationToken) =>
        Activity = await read.RunAsync(Enum.IsDefined(Show) ? Show : Show = ActivityFilter.All, older, newer, cancellationToken);

    /// <summary>The rows by the person's own days.</summary>
    public IEnumerable<IGrouping<string, ActivityRow>> Days() => Activity.Rows.GroupBy(row =>
    {
        var day = clock.Local(row.Pull.RequestedAt);
        return (clock.Now.Date - day.Date).Days switch
        {
            0 => "Today",
            1 => "Yesterday",
            _ => $"{day.ToString("dddd", System.Globalization.CultureInfo.InvariantCulture)}, {Format.Date(day, clock.Now)}",
        };
    });

    /// <summary>How long a pull took, or takes so far.</summary>
    public string Duration(PullInfo pull) => pull.StartedAt is not { } started ? "" : Format.Duration((pull.FinishedAt ?? clock.UtcNow) - started);

    /// <summary>The badge of a pull; null for one that was cancelled, which is no state of a stream.</summary>
    public static StreamStateKind? StateOf(PullInfo pull) => pull.State switch
    {
        PullState.Queued => StreamStateKind.Queued,
        PullState.Running => StreamStateKind.Pulling,
        PullState.Waiting => StreamStateKind.Waiting,
        PullState.Done => StreamStateKind.Done,
        PullState.Failed => StreamStateKind.Failed,
        _ => null,
    };

    private string? Paged(string direction, string? cursor)
    {
        var here = Here(Show);
        return cursor is null ? null : $"{here}{(here.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{direction}={Uri.EscapeDataString(cursor)}";
    }
}
