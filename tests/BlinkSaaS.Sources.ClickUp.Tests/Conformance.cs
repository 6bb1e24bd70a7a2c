using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Testing;
using ClickUpSimulator;

namespace BlinkSaaS.Sources.ClickUp.Tests;

/// <summary>The conformance kit, with the simulator as the fake API.</summary>
public class Conformance : SourceConformance
{
    private SimulatorHost? _simulator;

    protected override SourceCredentials Credentials => ClickUpSessions.CredentialsOf(_simulator!.Tokens.Owner);

    protected override CannedAnswer RejectedCredential => new(401, """{"err":"Token invalid: {secret}","ECODE":"OAUTH_025"}""");

    protected override string PageParameter => "page";

    protected override ISource CreateSource() => new ClickUpSource();

    protected override async ValueTask<Uri> StartApiAsync()
    {
        _simulator = await SimulatorHost.StartAsync(new SimulatorOptions
        {
            World = Worlds.SeveralPages,
            RateLimit = Worlds.NoLimit,
        });
        return _simulator.BaseAddress;
    }

    protected override bool UseShortPages()
    {
        _simulator!.Modes = _simulator.Modes with { ShortPages = true };
        return true;
    }

    protected override ValueTask StopApiAsync() => _simulator?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>The same with the source in a process of its own.</summary>
public sealed class ConformanceInAProcessOfItsOwn : Conformance
{
    protected override SourcePlugin CreatePlugin() => ClickUpSessions.LoadSandboxed();
}
