using System.Runtime.CompilerServices;

namespace BlinkSaaS.TestPlugins;

/// <summary>Made for another contract. Leaves a trace when any of its code runs.</summary>
public sealed class WrongContractSource : SourceForTests
{
    public override SourceDescriptor Describe() => Descriptor("wrong-contract");

#pragma warning disable CA2255 // Running before everything else is what the trace is about.
    [ModuleInitializer]
    internal static void LeaveTrace() => AppContext.SetData("BlinkSaaS.TestPlugins.WrongContract.Ran", true);
#pragma warning restore CA2255
}
