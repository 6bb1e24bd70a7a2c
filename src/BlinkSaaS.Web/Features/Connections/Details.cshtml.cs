using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Budgets;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Web.Features.Pulls;
using BlinkSaaS.Web.Features.Shared;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>The Connection detail page: the pull that runs or the last one, the pulls before, the budget.</summary>
public sealed class DetailsModel(ConnectionHeads heads, VisibleConnections visible, ConnectionUrls urls, SteerPulls steer, PersonClock clock, BudgetView budgets) : PageModel
{
    private const int Bars = 30;

    /// <summary>Key of the source.</summary>
    [BindProperty(SupportsGet = true)]
    public string Source { get; set; } = "";

    /// <summary>The connection's identifier.</summary>
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    /// <summary>Top of the page.</summary>
    public ConnectionHead Head { get; private set; } = null!;

    /// <summary>The pull that runs, else the last one.</summary>
    public PullWithStreams? Current { get; private set; }

    /// <summary>The last pulls that ended, for the bars.</summary>
    public PullBars History { get; private set; } = new([]);

    /// <summary>Calls refused with 429 among the pulls shown.</summary>
    public long Refused { get; private set; }

    /// <summary>Calls of the last pull that read everything; null where there was none yet.</summary>
    public long? FullCalls { get; private set; }

    /// <summary>How many pulls that is.</summary>
    public int Counted { get; private set; }

    /// <summary>What the next pull is expected to take, by those before it; null where there were none.</summary>
    public string? NextEstimate { get; private set; }

    /// <summary>The token's budget as it is now, or as the last pull left it where it was not used for a day.</summary>
    public PullBudget? Budget { get; private set; }

    /// <summary>"this minute".</summary>
    public string ThisWindow => Window is { } window ? PullEstimate.This(window) : "in this window";

    private TimeSpan? Window => Head.Plugin?.Descriptor?.RateLimit.Window;

    /// <summary>The panel of the pull that runs, or the last one.</summary>
    public PullPanel Panel(PullWithStreams current) => new(
        current, urls.Pull(Head.Connection, current.Pull.Number), urls.Details(Head.Connection),
        PullEstimate.Of(current.Pull, Window, clock.UtcNow), current.Pull.EstimatedCalls is { } calls ? Before(calls) : null);

    /// <summary>Shows the page.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await heads.FindAsync(Source, Id, cancellationToken) is not { } head)
            return NotFound();
        Head = head;
        var key = VisibleConnections.KeyOf(head.Connection);
        var database = await visible.OpenAsync(cancellationToken);
        Current = await PullHistory.CurrentAsync(database, key, cancellationToken);
        var last = await PullHistory.LastAsync(database, key, Bars + 1, cancellationToken);
        History = new PullBars(last.Where(p => p is { Open: false, StartedAt: not null, FinishedAt: not null }).Take(Bars).Select(Bar));
        (Refused, Counted) = (last.Sum(p => p.Refused), last.Count);
        NextEstimate = PullForecast.Usual(last) is { } usual ? Before(usual) : null;
        FullCalls = await PullHistory.FullCallsAsync(database, key, cancellationToken);
        Budget = await budgets.ReadAsync(head.Connection.BudgetKey, cancellationToken) is { } stand ? PullBudget.Of(stand, Current?.Pull, clock.UtcNow) : Current?.Pull.Budget;
        return Page();
    }

    /// <summary>Pull now.</summary>
    public Task<IActionResult> OnPostPullAsync(CancellationToken cancellationToken) => SteerAsync(WhoUses, c => steer.PullAsync(c, full: false, cancellationToken), cancellationToken);

    /// <summary>Full refresh: the same, but everything is read again.</summary>
    public Task<IActionResult> OnPostRefreshAsync(CancellationToken cancellationToken) => SteerAsync(WhoUses, c => steer.PullAsync(c, full: true, cancellationToken), cancellationToken);

    /// <summary>Cancel pull.</summary>
    public Task<IActionResult> OnPostCancelAsync(CancellationToken cancellationToken) => SteerAsync(WhoUses, c => steer.CancelAsync(c, cancellationToken), cancellationToken);

    /// <summary>Pause.</summary>
    public Task<IActionResult> OnPostPauseAsync(CancellationToken cancellationToken) => SteerAsync(WhoManages, c => steer.PauseAsync(c, cancellationToken), cancellationToken);

    /// <summary>Resume.</summary>
    public Task<IActionResult> OnPostResumeAsync(CancellationToken cancellationToken) => SteerAsync(WhoManages, c => steer.ResumeAsync(c, cancellationToken), cancellationToken);

    private static string? WhoUses(ConnectionHead head) => head.MayUse ? null : ConnectionAccess.WhoCanUse;

    private static string? WhoManages(ConnectionHead head) =>
        head.MayManage ? null : ConnectionAccess.WhoCanManage(head.Connection.Owner?.DisplayName ?? "Its owner");

    private async Task<IActionResult> SteerAsync(Func<ConnectionHead, string?> refusal, Func<Connection, Task> change, CancellationToken cancellationToken)
    {
        if (await heads.FindAsync(Source, Id, cancellationToken) is not { } head)
            return NotFound();
        if (refusal(head) is { } who)
            return this.Refuse(who);
        await change(head.Connection);
        return Redirect(urls.Details(head.Connection));
    }

    private string? Before(long calls)
    {
        if (Head.Plugin?.Descriptor?.RateLimit is not { } declared)
            return null;
        return PullEstimate.Before(calls, Current?.Pull.Budget is { Limit: > 0 } budget ? budget.Limit : declared.Permits, declared.Window);
    }

    private PullBar Bar(PullInfo pull)
    {
        var took = pull.FinishedAt!.Value - pull.StartedAt!.Value;
        var waited = pull.Waited < took ? pull.Waited : took;
        return new PullBar($"#{pull.Number}", pull.StartedAt.Value, took - waited, waited, pull.State == PullState.Failed, urls.Pull(Head.Connection, pull.Number), pull.State.ToString());
    }
}
