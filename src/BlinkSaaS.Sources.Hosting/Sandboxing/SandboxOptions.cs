using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace BlinkSaaS.Sources.Hosting.Sandboxing;

/// <summary>How plugins that do not come with BlinkSaaS are kept apart: <c>Sources:Sandbox</c>.</summary>
public sealed class SandboxOptions
{
    /// <summary>Path of <c>BlinkSaaS.Sources.Sandbox.dll</c>; null for the folder <c>sandbox/</c> beside the program.</summary>
    public string? Program { get; set; }

    /// <summary>
    /// Runs such plugins also where the machine cannot take the network from them. They then hold no secret still, but can send
    /// what they read anywhere.
    /// </summary>
    public bool AllowNetworkNotConfined { get; set; }

    /// <summary>Whether the plugins that come with BlinkSaaS run in processes of their own, too.</summary>
    public bool AlsoBundled { get; set; }

    /// <summary>Most memory for a plugin's objects, in bytes.</summary>
    public long HeapLimit { get; set; } = 256L * 1024 * 1024;

    /// <summary>Most memory that the process may hold in all, in bytes; one that holds more is ended.</summary>
    public long MemoryLimit { get; set; } = 512L * 1024 * 1024;

    /// <summary>Longest time in which a plugin that was asked something neither answers nor calls its API.</summary>
    public TimeSpan SilenceLimit { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Longest life of a process: a pull that takes longer goes on in the next one.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How long a call that was cancelled may take to end before the process is ended.</summary>
    public TimeSpan CancelPatience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Number of the user that the process runs as, where the host may choose: one that owns nothing.</summary>
    public int UserId { get; set; } = 64123;

    /// <summary>Files and folders that are hidden from the process, where the host can: those with keys and data.</summary>
    public IList<string> HiddenPaths { get; } = [];

    /// <summary>Reads the section.</summary>
    /// <exception cref="ArgumentException">A value is not sound; the message names it.</exception>
    public void ReadFrom(IConfiguration sandbox)
    {
        Program = sandbox[nameof(Program)] is { Length: > 0 } program ? program : Program;
        AllowNetworkNotConfined = Flag(sandbox, nameof(AllowNetworkNotConfined), AllowNetworkNotConfined);
        AlsoBundled = Flag(sandbox, nameof(AlsoBundled), AlsoBundled);
        HeapLimit = Number(sandbox, "HeapMegabytes", HeapLimit >> 20, 32) << 20;
        MemoryLimit = Number(sandbox, "MemoryMegabytes", MemoryLimit >> 20, 64) << 20;
        UserId = (int)Number(sandbox, nameof(UserId), UserId, 1);
    }

    private static bool Flag(IConfiguration sandbox, string name, bool otherwise) => sandbox[name] switch
    {
        null or "" => otherwise,
        var text when bool.TryParse(text, out var flag) => flag,
        _ => throw new ArgumentException($"Sources:Sandbox:{name} must be true or false."),
    };

    private static long Number(IConfiguration sandbox, string name, long otherwise, long least) => sandbox[name] switch
    {
        null or "" => otherwise,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least => number,
        _ => throw new ArgumentException($"Sources:Sandbox:{name} must be a whole number of at least {least}."),
    };
}
