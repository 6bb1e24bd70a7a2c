using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account.History;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Account.Sessions;

/// <summary>Reads and ends sessions. All by primary key or by the index on the person.</summary>
public sealed class SessionRows(AppDbContext database, RecordAccountEvent record, TimeProvider time)
{
    /// <summary>A cookie lives that long without a request: older rows are forgotten.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    /// <summary>The session, unless it was ended.</summary>
    public Task<LiveSession?> FindAsync(Guid id, Guid user, CancellationToken cancellationToken) =>
        database.Sessions.Where(s => s.Id == id && s.UserId == user && s.Stamp == s.User!.SecurityStamp)
            .Select(s => new LiveSession(s.Id, s.SecondFactor, s.ConfirmedAt, s.SeenAt))
            .SingleOrDefaultAsync(cancellationToken);

    /// <summary>For what outlives a request: a stream of events asks again and again.</summary>
    public Task<bool> IsLiveAsync(Guid id, CancellationToken cancellationToken) =>
        database.Sessions.AnyAsync(s => s.Id == id && s.Stamp == s.User!.SecurityStamp, cancellationToken);

    /// <summary>Notes the request, once a minute.</summary>
    public async Task SeeAsync(LiveSession session, HttpContext http)
    {
        var now = time.GetUtcNow();
        if (now - session.SeenAt < SeenEvery)
            return;
        var (browser, address) = (BrowserOf(http), AddressOf(http));
        await database.Sessions.Where(s => s.Id == session.Id && s.SeenAt < now)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.SeenAt, now).SetProperty(x => x.Address, address).SetProperty(x => x.Browser, browser), http.RequestAborted);
    }

    public async Task<Session> AddAsync(Guid user, string stamp, SignInMethod method, HttpContext http)
    {
        var now = time.GetUtcNow();
        var session = new Session
        {
            Id = Guid.NewGuid(), UserId = user, Stamp = stamp, CreatedAt = now, SeenAt = now, ConfirmedAt = now, Browser = BrowserOf(http), Address = AddressOf(http), Method = method,
            SecondFactor = method != SignInMethod.Password,
        };
        database.Add(session);
        await database.SaveChangesAsync(http.RequestAborted);
        await record.AddAsync(user, AccountAction.SignedIn);
        return session;
    }

    /// <summary>Goes on under a new security stamp, which ends all others.</summary>
    public Task ContinueAsync(Guid id, string stamp) =>
        database.Sessions.Where(s => s.Id == id).ExecuteUpdateAsync(s => s.SetProperty(x => x.Stamp, stamp));

    /// <summary>The person proved who they are once more.</summary>
    public async Task ConfirmAsync(Guid id, bool secondFactor)
    {
        var now = time.GetUtcNow();
        await database.Sessions.Where(s => s.Id == id)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.ConfirmedAt, now).SetProperty(x => x.SecondFactor, x => x.SecondFactor || secondFactor));
    }

    /// <summary>Sessions that still work, the latest first.</summary>
    public Task<List<Session>> ListAsync(Guid user, CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow() - Lifetime;
        return database.Sessions.AsNoTracking().Where(s => s.UserId == user && s.Stamp == s.User!.SecurityStamp && s.SeenAt > oldest)
            .OrderByDescending(s => s.SeenAt).ToListAsync(cancellationToken);
    }

    /// <summary>Ends one of the person's own sessions.</summary>
    public async Task<bool> EndAsync(Guid user, Guid id) => await database.Sessions.Where(s => s.UserId == user && s.Id == id).ExecuteDeleteAsync() > 0;

    /// <summary>Ends all but one. <see cref="Guid.Empty"/> spares none.</summary>
    public Task<int> EndOthersAsync(Guid user, Guid spared) => database.Sessions.Where(s => s.UserId == user && s.Id != spared).ExecuteDeleteAsync();

    private static string BrowserOf(HttpContext http) => BrowserWords.From(http.Request.Headers.UserAgent.ToString());

    private static string AddressOf(HttpContext http) => NetworkAddress.Words(http.Connection.RemoteIpAddress);
}
