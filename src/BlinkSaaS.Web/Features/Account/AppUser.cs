using Microsoft.AspNetCore.Identity;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>A person. The user name is the e-mail address.</summary>
public sealed class AppUser : IdentityUser<Guid>
{
    /// <summary>What colleagues see, 1 to 80 characters.</summary>
    public required string DisplayName { get; set; }

    /// <summary>IANA time zone, for example <c>Europe/Berlin</c>; null means UTC.</summary>
    public string? TimeZone { get; set; }

    /// <summary>Belongs to the demo of a development host.</summary>
    public bool IsDemo { get; set; }

    /// <summary>When the person registered.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}
