namespace BlinkSaaS.TestPlugins;

/// <summary>Never says what it is.</summary>
public sealed class HangingSource : SourceForTests
{
    public override SourceDescriptor Describe()
    {
        using var never = new ManualResetEventSlim();
        never.Wait();
        return Descriptor("hangs");
    }
}
