using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Shared.Mail;

/// <summary>The mails that were not sent. Anybody who can open it can take over any account, hence the gate.</summary>
[AllowAnonymous]
public sealed class DevMailsModel(AppDbContext database, LoopbackOnly gate) : PageModel
{
    public IReadOnlyList<DevMail> Mails { get; private set; } = [];

    public DevMail? Shown { get; private set; }

    public async Task<IActionResult> OnGetAsync(long? id, CancellationToken cancellationToken)
    {
        if (!gate.IsDevelopment)
            return NotFound();
        Mails = await database.DevMails.AsNoTracking().OrderByDescending(mail => mail.Id).Take(50).ToListAsync(cancellationToken);
        Shown = id is null ? null : await database.DevMails.AsNoTracking().SingleOrDefaultAsync(mail => mail.Id == id, cancellationToken);
        return id is not null && Shown is null ? NotFound() : Page();
    }
}
