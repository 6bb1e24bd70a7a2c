using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.Extensions.WebEncoders;

namespace BlinkSaaS.Web.Features.Shared;

public static class PageFrameServices
{
    /// <summary>What layout and tag helpers ask for.</summary>
    public static IServiceCollection AddPageFrame(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddScoped<PageFrame>();
        services.AddScoped<PersonClock>();
        // Pages are UTF-8: letters beyond ASCII need no escapes.
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        return services;
    }
}
