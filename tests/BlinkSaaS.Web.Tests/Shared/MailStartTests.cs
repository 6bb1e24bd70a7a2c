using BlinkSaaS.Web.Features.Shared.Mail;
using BlinkSaaS.Web.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Web.Tests.Shared;

public sealed class MailStartTests
{
    private const string Host = "smtp.example.com";

    [Theory]
    [InlineData("Production", null, null, "Mail:Smtp:Host")]
    [InlineData("Production", Host, null, "PublicUrl")]
    [InlineData("Production", Host, "blink.example.com", "PublicUrl")]
    [InlineData("Production", Host, "javascript:alert(1)", "PublicUrl")]
    [InlineData("Staging", null, "https://blink.example.com", "Mail:Smtp:Host")]
    public async Task A_host_whose_mails_would_reach_nobody_does_not_start(string environment, string? smtp, string? url, string named)
    {
        var refusal = await Assert.ThrowsAsync<StartupException>(() => StartAsync(environment, smtp, url));
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Production", Host, "https://blink.example.com")]
    [InlineData("Development", null, null)]
    public Task A_host_that_can_send_or_keep_mails_starts(string environment, string? smtp, string? url) => StartAsync(environment, smtp, url);

    private static Task StartAsync(string environment, string? smtp, string? url)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("PublicUrl", url)]).Build();
        var host = new Environment(environment);
        var options = Options.Create(new MailOptions { From = "BlinkSaaS <no-reply@example.com>", Smtp = new SmtpOptions { Host = smtp } });
        return new MailStartCheck(options, host, new PublicAddress(configuration, host, new TestServer(new ServiceCollection().BuildServiceProvider()))).StartAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Environment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "tests";

        public string ContentRootPath { get; set; } = "/";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
