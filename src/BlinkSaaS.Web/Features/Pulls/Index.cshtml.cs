using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Connections;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Pulls;

/// <summary>The pulls of a connection, newest first.</summary>
public sealed class IndexModel(ConnectionHeads heads, VisibleConnections visible, AppDbContext database) : PageModel
{
    private const int Shown = 100;

    /// <summary>Top of the page.</summary>
    public ConnectionHead Head { get; private set; } = null!;

    /// <summary>The last pulls.</summary>
    public IReadOnlyList<PullInfo> Pulls { get; private set; } = [];

    private Dictionary<Guid, string> _people = [];

    /// <summary>What or who began a pull.</summary>
    public string Began(PullInfo pull) => PullWords.Began(pull, pull.StartedBy is { } by ? _people.GetValueOrDefault(by) : null);

    /// <summary>Shows them.</summary>
    public async Task<IActionResult> OnGetAsync(string source, string id, CancellationToken cancellationToken)
    {
        if (await heads.FindAsync(source, id, cancellationToken) is not { } head)
            return NotFound();
        Head = head;
        Pulls = await PullHistory.LastAsync(await visible.OpenAsync(cancellationToken), VisibleConnections.KeyOf(head.Connection), Shown, cancellationToken);
        var ids = Pulls.Select(p => p.StartedBy).OfType<Guid>().Distinct().ToArray();
        _people = await database.Members.Where(m => ids.Contains(m.UserId)).Select(m => new { m.UserId, m.User!.DisplayName })
            .ToDictionaryAsync(m => m.UserId, m => m.DisplayName, cancellationToken);
        return Page();
    }
}
