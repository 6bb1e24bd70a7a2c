namespace BlinkSaaS.TestPlugins;

/// <summary>One of two, where one is expected.</summary>
public sealed class FirstSource : SourceForTests
{
    public override SourceDescriptor Describe() => Descriptor("two-sources");
}

/// <summary>The other.</summary>
public sealed class SecondSource : SourceForTests
{
    public override SourceDescriptor Describe() => Descriptor("two-sources");
}
