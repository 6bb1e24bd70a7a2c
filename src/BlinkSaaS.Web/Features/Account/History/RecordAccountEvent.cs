using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account.Sessions;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Account.History;

/// <summary>
/// Adds to the history of an account and, without the network address, to the audit logs of the workspaces that the person is
/// in: their owners and admins see who signs in, and with what.
/// </summary>
public sealed class RecordAccountEvent(AppDbContext database, IHttpContextAccessor accessor, TimeProvider clock)
{
    /// <summary>Writes it. For nobody's account the same statement runs and finds no row: a refused sign-in must cost the same for every address.</summary>
    public async Task AddAsync(Guid user, AccountAction action)
    {
        var (http, now, name) = (accessor.HttpContext, clock.GetUtcNow(), action.ToString());
        var id = Guid.CreateVersion7(now);
        var browser = BrowserWords.From(http?.Request.Headers.UserAgent.ToString());
        var address = NetworkAddress.Words(http?.Connection.RemoteIpAddress);
        await database.Database.ExecuteSqlAsync($"""
            INSERT INTO account_events (id, user_id, at, action, browser, address) SELECT {id}, u.id, {now}, {name}, {browser}, {address} FROM "AspNetUsers" u WHERE u.id = {user};
            SELECT audit_account_event({id})
            """);
    }
}
