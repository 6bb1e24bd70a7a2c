namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>
/// For what calls are made. Streams of a pull share one session, so that nothing is asked twice, and run at the same time: only
/// the flow of control tells whose call it is. The scope flows into everything that is awaited or started from where it was
/// entered, through the plugin and back into the session's handlers.
/// </summary>
public static class CallScope
{
    private static readonly AsyncLocal<CallMeter?> s_meter = new();

    /// <summary>The meter that counts the calls of this flow beside the session's own; null outside of any scope.</summary>
    public static CallMeter? Meter => s_meter.Value;

    /// <summary>
    /// From here on calls are counted by this meter, too, until the asynchronous method that called this returns: what an
    /// asynchronous method sets of its flow is undone for its caller, so there is nothing to leave.
    /// </summary>
    public static void Enter(CallMeter meter) => s_meter.Value = meter;
}
