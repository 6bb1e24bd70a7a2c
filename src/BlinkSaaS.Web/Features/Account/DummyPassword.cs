using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>
/// Hashes where there is no account to hash for, so that an answer takes as long as it would with one.
/// </summary>
public sealed class DummyPassword(IOptions<PasswordHasherOptions> options)
{
    private static readonly AppUser Nobody = new() { DisplayName = "" };
    private readonly PasswordHasher<AppUser> _hasher = new(options);
    private string? _hash;

    /// <summary>As long as a sign-in.</summary>
    public void Verify(string password) => _hasher.VerifyHashedPassword(Nobody, _hash ??= _hasher.HashPassword(Nobody, "nobody's password"), password);

    /// <summary>As long as a registration.</summary>
    public void Hash(string password) => _hasher.HashPassword(Nobody, password);
}
