using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>How often a connection is pulled. The form stands in the settings, too.</summary>
public sealed class ScheduleModel(ConnectionHeads heads, ConnectionSchedules schedules, ConnectionUrls urls) : PageModel
{
    /// <summary>Key of the source.</summary>
    [BindProperty(SupportsGet = true)]
    public string Source { get; set; } = "";

    /// <summary>The connection's identifier.</summary>
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    /// <summary>The chosen interval in seconds, or "cron".</summary>
    [BindProperty]
    public string? Every { get; set; }

    /// <summary>The cron expression.</summary>
    [BindProperty]
    public string? Cron { get; set; }

    /// <summary>What was just saved, for the settings.</summary>
    [TempData(Key = "connection-saved")]
    public string? Saved { get; set; }

    /// <summary>What the form shows.</summary>
    public ScheduleView Schedule { get; private set; } = null!;

    /// <summary>Shows what is.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await OpenAsync(cancellationToken) ?? Page();

    /// <summary>Saves what was chosen.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await OpenAsync(cancellationToken) is { } refused)
            return refused;
        var connection = Schedule.Head.Connection;
        if (await schedules.SaveAsync(connection, Every, Cron, cancellationToken) is { } problem)
        {
            ModelState.AddModelError(nameof(Every), problem);
            Schedule = Schedule with { Every = Every ?? "", Cron = Cron };
            return Page();
        }

        Saved = "Schedule saved.";
        return Redirect(urls.Settings(connection));
    }

    private async Task<IActionResult?> OpenAsync(CancellationToken cancellationToken)
    {
        if (await heads.FindAsync(Source, Id, cancellationToken) is not { } head)
            return NotFound();
        Schedule = await schedules.OfAsync(head, cancellationToken);
        return head.MayManage ? null : this.Refuse(ConnectionAccess.WhoCanManage(head.Connection.Owner?.DisplayName ?? "Its owner"));
    }
}
