using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Sandboxing;
using BlinkSaaS.Sources.Testing;
using Microsoft.Extensions.Options;
using System.Reflection;

namespace BlinkSaaS.Sources.Custom.Tests;

/// <summary>The conformance kit, once for each way of paging; the places of the key take turns.</summary>
public abstract class Conformance(string paging, string keyPlace) : SourceConformance
{
    private readonly FakeApi _api = new(paging, keyPlace);

    protected override SourceCredentials Credentials => Mapped(paging, keyPlace);

    protected override CannedAnswer RejectedCredential => new(401, """{"error":"no such key: {secret}"}""");

    protected override IReadOnlyDictionary<string, int> ExpectedRecords => new Dictionary<string, int> { ["records"] = 47 };

    protected override string? PageParameter => paging switch { "One page" => null, "Link header" => "cursor", _ => "p" };

    protected override HttpMessageHandler ApiHandler => _api;

    internal static SourceCredentials Mapped(string paging, string keyPlace) => new()
    {
        SourceKey = "custom",
        Settings = new Dictionary<string, string>
        {
            ["endpoint"] = FakeApi.Address.AbsoluteUri, ["keyPlace"] = keyPlace, ["keyName"] = keyPlace == Mapping.InQuery ? "token" : keyPlace == Mapping.InHeader ? "X-Token" : "",
            ["rowsPath"] = "data.items", ["keyField"] = "id", ["paging"] = paging, ["pageParameter"] = "p", ["nextPath"] = "next",
        },
        Secrets = new Dictionary<string, string> { ["apiKey"] = FakeApi.Key },
    };

    protected override ISource CreateSource() => new CustomSource();

    protected override ValueTask<Uri> StartApiAsync() => ValueTask.FromResult(FakeApi.Address);

    protected override bool UseShortPages()
    {
        // With numbered pages of a fixed size a short page would leave rows out, whoever asks.
        if (paging is "One page" or "Page number")
            return false;
        _api.PageSize = 3;
        return true;
    }
}

public sealed class OnePageConformance() : Conformance("One page", Mapping.InBearer);

public sealed class PageNumberConformance() : Conformance("Page number", Mapping.InHeader);

public class OffsetConformance() : Conformance("Offset", Mapping.InQuery);

public sealed class CursorConformance() : Conformance("Cursor in the answer", Mapping.InBearer);

public sealed class LinkConformance() : Conformance("Link header", Mapping.InQuery);

/// <summary>In a process of its own, as it would run if it did not come with BlinkSaaS: what 1.1 added goes through the pipe.</summary>
public sealed class ConformanceInAProcessOfItsOwn : OffsetConformance
{
    protected override SourcePlugin CreatePlugin()
    {
        var options = new SourcesOptions { Sandbox = { Program = Metadata("Sandbox") } };
        var folder = Directory.GetDirectories(Metadata("Plugin")).Single();
        var plugin = SourcePlugin.LoadSandboxed(new SandboxLauncher(Options.Create(options)), folder, TimeSpan.FromSeconds(60), TimeProvider.System);
        Assert.Null(plugin.Reason);
        return plugin;
    }

    private static string Metadata(string key) => typeof(Conformance).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;
}
