namespace BlinkSaaS.TestPlugins;

/// <summary>Calls a host that its plugin.json does not name.</summary>
public sealed class NonsenseSource : SourceForTests
{
    public override SourceDescriptor Describe() =>
        Descriptor("nonsense") with { BaseAddress = new Uri("https://elsewhere.example.org/") };
}
