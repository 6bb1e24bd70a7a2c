namespace BlinkSaaS.TestPlugins;

/// <summary>Fails when it is asked what it is.</summary>
public sealed class CrashingSource : SourceForTests
{
    public override SourceDescriptor Describe() => throw new InvalidOperationException("The flux is not coupled.");
}
