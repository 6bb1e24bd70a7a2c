namespace BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

/// <summary>What a frame on the pipe between host and sandbox is.</summary>
internal enum FrameKind : byte
{
    // From the host.
    Context = 1,
    Call,
    Cancel,
    Credit,
    HttpAnswer,
    HttpFailure,

    // From the sandbox.
    Loaded = 65,
    Items,
    End,
    Failure,
    HttpRequest,
    HttpCancel,
    Log,
}

/// <summary>What a call asks of the plugin.</summary>
internal enum Verb : byte
{
    Check = 1,
    Discover,
    Partition,
    Read,
    LookUp,
    Subscribe,
    Unsubscribe,
    ReadDelivery,
    Estimate,
}

/// <summary>One message on the pipe.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Which call, request or context it belongs to; 0 where it belongs to none.</param>
/// <param name="Body">Its content.</param>
internal readonly record struct Frame(FrameKind Kind, int Id, ReadOnlyMemory<byte> Body);

/// <summary>Sizes that both sides keep to.</summary>
internal static class WireLimits
{
    /// <summary>Largest frame that the host takes from a sandbox: a record, or the body of a request.</summary>
    public const int LargestFrame = 16 * 1024 * 1024;

    /// <summary>So many bytes of messages a call may send before the host has taken them: the plugin then waits.</summary>
    public const int Window = 1024 * 1024;

    /// <summary>Messages that come one after the other are sent together up to this size.</summary>
    public const int Batch = 64 * 1024;

    /// <summary>Requests of one sandbox that may be on their way or wait for the budget at once.</summary>
    public const int RequestsAtOnce = 128;

    /// <summary>Different names of cells in one read: columns of a stream are never so many.</summary>
    public const int NamesOfCells = 10_000;
}

/// <summary>The other side of the pipe does not speak the language.</summary>
internal sealed class WireException(string message, Exception? cause = null) : Exception(message, cause);
