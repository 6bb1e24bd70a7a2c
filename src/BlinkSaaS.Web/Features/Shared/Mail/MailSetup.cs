using BlinkSaaS.Web.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using MimeKit;

namespace BlinkSaaS.Web.Features.Shared.Mail;

public static class MailSetup
{
    /// <summary>SMTP where it is configured; else, in Development, the database. Nothing else starts.</summary>
    public static IServiceCollection AddMail(this IServiceCollection services)
    {
        services.AddOptions<MailOptions>().BindConfiguration("Mail");
        services.AddSingleton<MailQueue>();
        services.AddScoped<SmtpTransport>();
        services.AddScoped<DevMailTransport>();
        services.AddScoped<IMailTransport>(provider => provider.GetRequiredService<IOptions<MailOptions>>().Value.Smtp.Host is { Length: > 0 }
            ? provider.GetRequiredService<SmtpTransport>()
            : provider.GetRequiredService<DevMailTransport>());
        services.AddSingleton<PublicAddress>();
        services.AddHostedService<MailStartCheck>();
        services.AddHostedService<SendQueuedMail>();
        return services;
    }
}

/// <summary>Refuses a start after which nobody could confirm an address.</summary>
public sealed class MailStartCheck(IOptions<MailOptions> options, IHostEnvironment environment, PublicAddress address) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var mail = options.Value;
        if (string.IsNullOrWhiteSpace(mail.Smtp.Host) && !environment.IsDevelopment())
            throw new StartupException("Mails cannot be sent. Set Mail:Smtp:Host (and Port, User, Password) and Mail:From, as environment variables Mail__Smtp__Host and so on.");
        if (!string.IsNullOrWhiteSpace(mail.Smtp.Host) && !MailboxAddress.TryParse(mail.From, out _))
            throw new StartupException($"Mail:From is '{mail.From}', which is no e-mail address. Set it to the sender of all mails, such as BlinkSaaS <no-reply@example.com>.");
        if (!environment.IsDevelopment() && address.Configured is null)
            throw new StartupException("PublicUrl is not set, or is no http address. Set it to the address that people open, such as https://blink.example.com: mails link to it.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>
/// The address that mails link to. Outside of Development it is configured and never taken from the request, whose Host
/// header anybody can choose.
/// </summary>
public sealed class PublicAddress(IConfiguration configuration, IHostEnvironment environment, IServer server)
{
    /// <summary>A link in a mail that no request asked for: to the configured address, in Development to where the host listens.</summary>
    public string Link(string pathAndQuery) =>
        (Configured?.GetLeftPart(UriPartial.Path) ?? server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "").TrimEnd('/') + pathAndQuery;

    public Uri? Configured => Uri.TryCreate(configuration["PublicUrl"], UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;

    public string Link(HttpRequest request, string pathAndQuery)
    {
        var start = Configured?.GetLeftPart(UriPartial.Path).TrimEnd('/')
            ?? (environment.IsDevelopment() ? $"{request.Scheme}://{request.Host}{request.PathBase}" : throw new InvalidOperationException("PublicUrl is not set."));
        return start + pathAndQuery;
    }
}
