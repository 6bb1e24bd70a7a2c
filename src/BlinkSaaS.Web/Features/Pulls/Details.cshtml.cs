using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Connections;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Pulls;

/// <summary>One pull: what it did, stream by stream.</summary>
public sealed class DetailsModel(ConnectionHeads heads, VisibleConnections visible, AppDbContext database) : PageModel
{
    /// <summary>Top of the page.</summary>
    public ConnectionHead Head { get; private set; } = null!;

    /// <summary>The pull.</summary>
    public PullWithStreams Pull { get; private set; } = null!;

    /// <summary>What or who began it.</summary>
    public string Began { get; private set; } = "";

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGetAsync(string source, string id, int number, CancellationToken cancellationToken)
    {
        if (await heads.FindAsync(source, id, cancellationToken) is not { } head)
            return NotFound();
        if (await PullHistory.OneAsync(await visible.OpenAsync(cancellationToken), VisibleConnections.KeyOf(head.Connection), number, cancellationToken) is not { } pull)
            return NotFound();
        (Head, Pull) = (head, pull);
        var person = pull.Pull.StartedBy is { } by
            ? await database.Members.Where(m => m.UserId == by).Select(m => m.User!.DisplayName).SingleOrDefaultAsync(cancellationToken)
            : null;
        Began = PullWords.Began(pull.Pull, person);
        return Page();
    }
}
