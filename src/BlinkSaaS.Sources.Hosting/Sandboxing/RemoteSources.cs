using BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

namespace BlinkSaaS.Sources.Hosting.Sandboxing;

/// <summary>A remote source implements exactly the optional interfaces that its plugin does, so that nobody has to know where it runs.</summary>
internal static class RemoteSources
{
    public static RemoteSource Create(LoadedPlugin plugin, Func<SandboxProcess> process, TimeProvider clock) =>
        (plugin.Estimates, plugin.LooksUp, plugin.Signature is not null) switch
        {
            (false, false, false) => new Plain(plugin, process, clock),
            (true, false, false) => new E(plugin, process, clock),
            (false, true, false) => new L(plugin, process, clock),
            (false, false, true) => new W(plugin, process, clock),
            (true, true, false) => new El(plugin, process, clock),
            (true, false, true) => new Ew(plugin, process, clock),
            (false, true, true) => new Lw(plugin, process, clock),
            (true, true, true) => new Elw(plugin, process, clock),
        };

    private sealed class Plain(LoadedPlugin plugin, Func<SandboxProcess> process, TimeProvider clock) : RemoteSource(plugin, process, clock);

    private sealed class E(LoadedPlugin plugin, Func<SandboxProcess> process, TimeProvider clock) : RemoteSource(plugin, process, clock), IEstimates;

    private sealed class L(LoadedPlugin plugin, Func<SandboxProcess> process, TimeProvider clock) : RemoteSource(plugin, process, clock), ILooksUp;

    private sealed class W(LoadedPlugin plugin, Func<SandboxProcess> process, TimeProvider clock) : RemoteSource(plugin, process, clock), IReceivesWebhooks;

    private sealed class El(LoadedPlugin plugin, Func<SandboxProcess> process, TimeProvider clock) : RemoteSource(plugin, process, clock), IEstimates, ILooksUp;

    private sealed class Ew(LoadedPlugin plugin, Func<SandboxProcess> process, TimeProvider clock) : RemoteSource(plugin, process, clock), IEstimates, IReceivesWebhooks;

    private sealed class Lw(LoadedPlugin plugin, Func<SandboxProcess> process, TimeProvider clock) : RemoteSource(plugin, process, clock), ILooksUp, IReceivesWebhooks;

    private sealed class Elw(LoadedPlugin plugin, Func<SandboxProcess> process, TimeProvider clock) : RemoteSource(plugin, process, clock), IEstimates, ILooksUp, IReceivesWebhooks;
}
