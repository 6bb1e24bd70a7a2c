using System.Security.Claims;
using BlinkSaaS.Web.Data;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Account.History;

/// <summary>What happened to the person's own account.</summary>
public sealed class IndexModel(AppDbContext database) : PageModel
{
    private const int Size = 50;

    /// <summary>The newest first.</summary>
    public IReadOnlyList<AccountEvent> Events { get; private set; } = [];

    /// <summary>Cursor of the next page.</summary>
    public Guid? Older { get; private set; }

    /// <summary>Whether this is not the first page.</summary>
    public bool IsLater { get; private set; }

    /// <summary>Reads a page by key.</summary>
    public async Task OnGetAsync(Guid? older, CancellationToken cancellationToken)
    {
        var user = Guid.Parse(User.FindFirstValue(ClaimTypes.NameIdentifier)!);
        IsLater = older is not null;
        var found = await database.AccountEvents.AsNoTracking().Where(e => e.UserId == user && (older == null || e.Id < older))
            .OrderByDescending(e => e.Id).Take(Size + 1).ToListAsync(cancellationToken);
        Events = [.. found.Take(Size)];
        Older = found.Count > Size ? Events[^1].Id : null;
    }

    /// <summary>What an event is called.</summary>
    public static string Words(AccountAction action) => action switch
    {
        AccountAction.SignedIn => "Signed in",
        AccountAction.SignedOut => "Signed out",
        AccountAction.SignInFailed => "Sign-in refused",
        AccountAction.PasswordChanged => "Password changed",
        AccountAction.PasswordReset => "Password replaced through a mail",
        AccountAction.AddressChanged => "E-mail address changed",
        AccountAction.AuthenticatorOn => "Authenticator app set up",
        AccountAction.AuthenticatorOff => "Authenticator app removed",
        AccountAction.PasskeyAdded => "Passkey added",
        AccountAction.PasskeyRemoved => "Passkey removed",
        AccountAction.RecoveryCodesMade => "Recovery codes made",
        AccountAction.RecoveryCodeUsed => "Recovery code used",
        AccountAction.CodeRefused => "Wrong second-factor code",
        AccountAction.SessionEnded => "Another browser signed out",
        AccountAction.OtherSessionsEnded => "All other browsers signed out",
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, null),
    };
}
