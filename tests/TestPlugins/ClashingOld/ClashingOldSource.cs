using System.Reflection;
using Newtonsoft.Json;

namespace BlinkSaaS.TestPlugins;

/// <summary>Says which version of its private dependency it runs with.</summary>
public sealed class ClashingOldSource : SourceForTests
{
    public override SourceDescriptor Describe() => Descriptor("clashing-old",
        JsonConvert.SerializeObject(typeof(JsonConvert).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()!.Version));
}
