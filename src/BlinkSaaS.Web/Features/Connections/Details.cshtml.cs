using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Web.Features.Shared;
using BlinkSaaS.Web.Jobs;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>The Connection detail page: the pull that runs or the last one, the pulls before, the budget.</summary>
public sealed class DetailsModel(ConnectionHeads heads, VisibleConnections visible, ConnectionUrls urls, PullJobs jobs, CurrentWorkspace workspace) : PageModel
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
        Refused = last.Sum(p => p.Refused);
        return Page();
    }

    /// <summary>Pull now.</summary>
    public Task<IActionResult> OnPostPullAsync(CancellationToken cancellationToken) => ChangeAsync(
        head => head.MayUse ? null : ConnectionAccess.WhoCanUse,
        async key =>
        {
            var database = await visible.OpenAsync(cancellationToken);
            if (await PullSchedule.RequestAsync(database, null, key, workspace.UserId, full: false, cancellationToken) is not null)
                jobs.Start(key);
        },
        cancellationToken);

    /// <summary>Pause.</summary>
    public Task<IActionResult> OnPostPauseAsync(CancellationToken cancellationToken) => ChangeAsync(
        WhoManages, async key => await PullSchedule.PauseAsync(await visible.OpenAsync(cancellationToken), null, key, workspace.UserId, cancellationToken), cancellationToken);

    /// <summary>Resume.</summary>
    public Task<IActionResult> OnPostResumeAsync(CancellationToken cancellationToken) => ChangeAsync(
        WhoManages,
        async key =>
        {
            await PullSchedule.ResumeAsync(await visible.OpenAsync(cancellationToken), null, key, cancellationToken);
            jobs.Start(key);
        },
        cancellationToken);

    private static string? WhoManages(ConnectionHead head) =>
        head.MayManage ? null : ConnectionAccess.WhoCanManage(head.Connection.Owner?.DisplayName ?? "Its owner");

    private async Task<IActionResult> ChangeAsync(Func<ConnectionHead, string?> refusal, Func<ConnectionKey, Task> change, CancellationToken cancellationToken)
    {
        if (await heads.FindAsync(Source, Id, cancellationToken) is not { } head)
            return NotFound();
        if (refusal(head) is { } who)
            return this.Refuse(who);
        await change(VisibleConnections.KeyOf(head.Connection));
        return Redirect(urls.Details(head.Connection));
    }

    private PullBar Bar(PullInfo pull)
    {
        var took = pull.FinishedAt!.Value - pull.StartedAt!.Value;
        var waited = pull.Waited < took ? pull.Waited : took;
        return new PullBar($"#{pull.Number}", pull.StartedAt.Value, took - waited, waited, pull.State == PullState.Failed, urls.Pull(Head.Connection, pull.Number), pull.State.ToString());
    }
}
