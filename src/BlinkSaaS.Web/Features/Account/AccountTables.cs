using BlinkSaaS.Web.Features.Account.History;
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
        builder.Entity<AccountEvent>(happened =>
        {
            happened.Property(e => e.Id).ValueGeneratedNever();
            happened.Property(e => e.Action).HasConversion<string>().HasMaxLength(40);
            happened.Property(e => e.Browser).HasMaxLength(Session.BrowserLength);
            happened.Property(e => e.Address).HasMaxLength(Session.AddressLength);
            happened.HasOne<AppUser>().WithMany().HasForeignKey(e => e.UserId).OnDelete(DeleteBehavior.Restrict);
            happened.HasIndex(e => new { e.UserId, e.Id });
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
