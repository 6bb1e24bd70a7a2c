namespace BlinkSaaS.TestPlugins;

/// <summary>Not public, so not found.</summary>
internal sealed class HiddenSource : SourceForTests
{
    public override SourceDescriptor Describe() => Descriptor("no-source");
}
