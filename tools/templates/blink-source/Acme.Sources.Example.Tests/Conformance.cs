using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Testing;

namespace Acme.Sources.Example.Tests;

/// <summary>Everything that a source must keep to. The tests are the kit's; this says what they run against.</summary>
public sealed class Conformance : SourceConformance
{
    protected override ISource CreateSource() => new ExampleSource();

    protected override SourceCredentials Credentials { get; } = new()
    {
        SourceKey = "example-key",
        Settings = new Dictionary<string, string>(),
        Secrets = new Dictionary<string, string> { ["apiToken"] = FakeApi.Token },
    };

    protected override CannedAnswer RejectedCredential => new(401, """{"error":"bad token"}""");

    protected override string PageParameter => "page";

    protected override HttpMessageHandler ApiHandler { get; } = new FakeApi();

    protected override ValueTask<Uri> StartApiAsync() => ValueTask.FromResult(new Uri("https://api.example.com/v1/"));
}
