namespace BlinkSaaS.Web.Features.Hooks;

/// <summary>What webhooks need.</summary>
public static class HooksSetup
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services) => services
        .AddSingleton<HookAddress>().AddSingleton<HookRows>().AddSingleton<HookGate>()
        .AddScoped<KeepWebhooks>().AddScoped<HookEndpoint>().AddScoped<SwitchWebhooks>();

    /// <summary>Maps where events come in: open to everybody, since who sends them is proven by their signature.</summary>
    public static void MapWebhooks(this IEndpointRouteBuilder app) => app
        .MapPost("/hooks/{source}/{id}", static (HttpContext http, string source, string id, HookEndpoint hooks) => hooks.ReceiveAsync(http, source, id))
        .AllowAnonymous().DisableAntiforgery();
}
