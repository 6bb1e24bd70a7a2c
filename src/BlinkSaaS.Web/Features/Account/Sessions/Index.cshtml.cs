using BlinkSaaS.Web.Features.Account.History;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Account.Sessions;

/// <summary>Where the person is signed in.</summary>
public sealed class IndexModel(SessionRows rows, CurrentSession current, RecordAccountEvent record, UserManager<AppUser> people) : PageModel
{
    [TempData]
    public string? Done { get; set; }

    public IReadOnlyList<Session> Sessions { get; private set; } = [];

    public Guid CurrentId => current.Id;

    public async Task OnGetAsync(CancellationToken cancellationToken) => Sessions = await rows.ListAsync(UserId, cancellationToken);

    public async Task<IActionResult> OnPostEndAsync(Guid session)
    {
        if (session == current.Id)
            return RedirectToPage();
        if (await rows.EndAsync(UserId, session))
            await record.AddAsync(UserId, AccountAction.SessionEnded);
        Done = "That browser is signed out";
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostEndOthersAsync()
    {
        if (await rows.EndOthersAsync(UserId, current.Id) > 0)
            await record.AddAsync(UserId, AccountAction.OtherSessionsEnded);
        Done = "Every other browser is signed out";
        return RedirectToPage();
    }

    private Guid UserId => Guid.Parse(people.GetUserId(User)!);
}
