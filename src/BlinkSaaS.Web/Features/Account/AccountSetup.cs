using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account.Sessions;
using BlinkSaaS.Web.Features.Shared.Mail;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>ASP.NET Core Identity, with cookies and own pages.</summary>
public static class AccountSetup
{
    /// <summary>Adds accounts. Every page asks for a signed-in person unless it says otherwise.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.AddIdentityCore<AppUser>(options =>
            {
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                options.User.RequireUniqueEmail = true;
                options.SignIn.RequireConfirmedEmail = true;
                options.Password.RequiredLength = 10;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
                options.Lockout.MaxFailedAccessAttempts = 8;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
            })
            .AddEntityFrameworkStores<AppDbContext>()
            .AddSignInManager()
            .AddDefaultTokenProviders();
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = 210_000);
        services.AddCookies();
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddMail();
        services.AddOptions<AccountThrottleOptions>().BindConfiguration("Accounts:Throttle");
        services.AddSingleton<AccountThrottle>();
        services.AddSingleton<DummyPassword>();
        services.AddSingleton<EvenTime>();
        services.AddScoped<AccountMails>();
        services.AddScoped<RegisterPerson>();
        return services;
    }

    private static void AddCookies(this IServiceCollection services)
    {
        services.ConfigureApplicationCookie(cookie =>
        {
            cookie.Cookie.Name = "blinksaas";
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.EventsType = typeof(SessionCookie);
            cookie.LoginPath = "/account/sign-in";
            cookie.LogoutPath = "/account/sign-out";
            cookie.ReturnUrlParameter = "returnUrl";
            cookie.ExpireTimeSpan = SessionRows.Lifetime;
            cookie.SlidingExpiration = true;
        });
        services.Configure<CookieAuthenticationOptions>(IdentityConstants.TwoFactorUserIdScheme, cookie =>
        {
            cookie.Cookie.Name = "blinksaas-step";
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.ExpireTimeSpan = TimeSpan.FromMinutes(10);
        });
        services.ConfigureAll<CookieAuthenticationOptions>(cookie =>
        {
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.CookieManager = new HostPrefixCookies();
        });
        services.Configure<AntiforgeryOptions>(antiforgery => antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest);
        services.Configure<CookieTempDataProviderOptions>(tempData => tempData.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest);
        services.AddScoped<CurrentSession>();
        services.AddScoped<SessionRows>();
        services.AddScoped<SessionCookie>();
    }
}
