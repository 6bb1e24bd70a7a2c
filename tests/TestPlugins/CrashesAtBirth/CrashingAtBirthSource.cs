namespace BlinkSaaS.TestPlugins;

/// <summary>Fails in its constructor.</summary>
public sealed class CrashingAtBirthSource : SourceForTests
{
    public CrashingAtBirthSource() => throw new NotSupportedException("Not on a Monday.");

    public override SourceDescriptor Describe() => Descriptor("crashes-at-birth");
}
