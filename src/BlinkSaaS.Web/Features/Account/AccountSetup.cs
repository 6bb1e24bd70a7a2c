using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account.Passkeys;
using BlinkSaaS.Web.Features.Account.SecondFactors;
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
        services.AddOptions<IdentityPasskeyOptions>().Configure<PublicAddress>((passkeys, address) =>
        {
            // A passkey counts as two factors, so it must be opened by a PIN, finger or face.
            passkeys.UserVerificationRequirement = "required";
            passkeys.ResidentKeyRequirement = "required";
            passkeys.ServerDomain = address.Configured?.Host;
        });
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = 210_000);
        services.AddCookies();
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddMail();
        services.AddOptions<AccountThrottleOptions>().BindConfiguration("Accounts:Throttle");
        services.AddSingleton<AccountThrottle>();
        services.AddSingleton<DummyPassword>();
        services.AddSingleton<EvenTime>();
        services.AddScoped<AccountMails>();
        services.AddScoped<History.RecordAccountEvent>();
        services.AddScoped<RegisterPerson>();
        services.AddSingleton<KnownBrowsers>();
        services.AddScoped<FailedTries>();
        services.AddScoped<ProvePassword>();
        services.AddScoped<SignInByPassword>();
        services.AddScoped<OpenSession>();
        services.AddSecondFactors();
        return services;
    }

    private static void AddSecondFactors(this IServiceCollection services)
    {
        services.AddScoped<SecurityMails>();
        services.AddScoped<PendingSignIn>();
        services.AddSingleton<AuthenticatorKeys>();
        services.AddScoped<CheckCode>();
        services.AddScoped<RecoveryCodes>();
        services.AddScoped<SwitchAuthenticator>();
        services.AddScoped<PasskeyProof>();
        services.AddScoped<AddPasskey>();
        services.AddScoped<RemovePasskey>();
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
        services.AddAuthentication().AddCookie(PendingSignIn.Scheme, cookie =>
        {
            cookie.Cookie.Name = "blinksaas-step";
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.ExpireTimeSpan = TimeSpan.FromMinutes(10);
            cookie.SlidingExpiration = false;
        });
        services.ConfigureAll<CookieAuthenticationOptions>(cookie =>
        {
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.CookieManager = new HostPrefixCookies();
        });
        services.AddOptions<AntiforgeryOptions>().Configure<PublicAddress>((antiforgery, address) => HostPrefixCookies.Name(antiforgery.Cookie, address, "blinksaas-form"));
        services.AddOptions<CookieTempDataProviderOptions>().Configure<PublicAddress>((tempData, address) => HostPrefixCookies.Name(tempData.Cookie, address, "blinksaas-told"));
        services.AddScoped<CurrentSession>();
        services.AddScoped<SessionRows>();
        services.AddScoped<SessionCookie>();
    }
}
