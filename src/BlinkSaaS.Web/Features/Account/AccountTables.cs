using BlinkSaaS.Web.Features.Account.SecondFactors;
using BlinkSaaS.Web.Features.Account.Sessions;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>What accounts keep beside Identity's tables.</summary>
internal static class AccountTables
{
    public static void Configure(ModelBuilder builder)
    {
        builder.Entity<Session>(session =>
        {
            session.Property(s => s.Browser).HasMaxLength(Session.BrowserLength);
            session.Property(s => s.Address).HasMaxLength(Session.AddressLength);
            session.HasOne(s => s.User).WithMany().HasForeignKey(s => s.UserId);
        });
        builder.Entity<Authenticator>(authenticator =>
        {
            authenticator.HasKey(a => a.UserId);
            authenticator.HasOne<AppUser>().WithOne().HasForeignKey<Authenticator>(a => a.UserId);
        });
        builder.Entity<RecoveryCode>(code =>
        {
            code.HasKey(c => new { c.UserId, c.Hash });
            code.HasOne<AppUser>().WithMany().HasForeignKey(c => c.UserId);
        });
    }
}
