using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BlinkSaaS.Sources.Hosting.SignIns;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account;
using BlinkSaaS.Web.Features.Account.Sessions;
using BlinkSaaS.Web.Features.Shared.Mail;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BlinkSaaS.Web.Features.SignIns;

/// <summary>
/// Sends a person to a source to sign in, and recognises them when they come back. The state that travels along is encrypted; it
/// names person, session, target and end, counts in the browser that began it alone (a cookie holds its other half) and once.
/// </summary>
public sealed class SourceSignIn(
    OAuthSignIns signIns, AppDbContext database, CurrentSession session, PublicAddress address, IDataProtectionProvider protection, TimeProvider clock)
{
    private const string Cookie = "blinksaas-oauth";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private readonly IDataProtector _protector = protection.CreateProtector("sign-in at a source");

    private sealed record State(SignInTarget Target, Guid User, Guid Session, string Nonce, DateTimeOffset ExpiresAt);

    /// <summary>Where the source sends the browser back to: what the operator registers there.</summary>
    public string ReturnAddress(HttpRequest request, string source) => address.Link(request, $"/oauth/{source}");

    /// <summary>Begins a sign-in; null where the source does not offer it.</summary>
    public Uri? Begin(HttpContext http, SignInTarget target)
    {
        if (!signIns.Offers(target.Source) || UserOf(http) is not { } user)
            return null;
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var state = new State(target, user, session.Id, nonce, clock.GetUtcNow() + Lifetime);
        http.Response.Cookies.Append(CookieOf(http, nonce), Proof(nonce), HostPrefixCookies.Options(http.Request, Lifetime));
        return signIns.AuthorizeAddress(target.Source, ReturnAddress(http.Request, target.Source), _protector.Protect(JsonSerializer.Serialize(state)));
    }

    /// <summary>What a state that came back is for; null where it was not begun by this person in this session, has expired, or was here before.</summary>
    public async Task<SignInTarget?> TakeAsync(HttpContext http, string source, string? text, CancellationToken cancellationToken)
    {
        if (Read(text) is not { } state || state.Target.Source != source || state.User != UserOf(http) || state.Session != session.Id || state.ExpiresAt <= clock.GetUtcNow())
            return null;
        var cookie = CookieOf(http, state.Nonce);
        var proof = http.Request.Cookies[cookie];
        http.Response.Cookies.Delete(cookie, HostPrefixCookies.Options(http.Request, Lifetime));
        var isOurs = proof is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(proof), Encoding.UTF8.GetBytes(Proof(state.Nonce)));
        return isOurs && await IsFirstAsync(state, cancellationToken) ? state.Target : null;
    }

    /// <summary>Exchanges the code.</summary>
    public Task<OAuthOutcome> ExchangeAsync(HttpRequest request, string source, string code, CancellationToken cancellationToken) =>
        signIns.ExchangeAsync(source, code, ReturnAddress(request, source), cancellationToken);

    private async Task<bool> IsFirstAsync(State state, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await database.UsedSignIns.Where(used => used.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        var used = new UsedSignIn { Hash = SHA256.HashData(Encoding.UTF8.GetBytes(state.Nonce)), ExpiresAt = state.ExpiresAt };
        database.Add(used);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            database.Entry(used).State = EntityState.Detached;
            return false;
        }
    }

    private State? Read(string? text)
    {
        try
        {
            return string.IsNullOrEmpty(text) || text.Length > 4000 ? null : JsonSerializer.Deserialize<State>(_protector.Unprotect(text));
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return null;
        }
    }

    private static Guid? UserOf(HttpContext http) => Guid.TryParse(http.User.FindFirstValue(ClaimTypes.NameIdentifier), out var user) ? user : null;

    /// <summary>A name for each sign-in: two tabs do not take each other's.</summary>
    private static string CookieOf(HttpContext http, string nonce) => HostPrefixCookies.Name(http.Request, $"{Cookie}-{nonce[..8]}");

    private static string Proof(string nonce) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("proof " + nonce)));
}
