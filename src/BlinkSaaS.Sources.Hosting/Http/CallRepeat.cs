namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>A call that failed by chance and is sent again.</summary>
/// <param name="Scope">Name of the scope it was made in; null outside of any.</param>
/// <param name="At">When it had failed, by the session's monotonic clock.</param>
/// <param name="Pause">How long until it is sent again.</param>
/// <param name="Status">What was answered; null where no whole answer came.</param>
public readonly record struct CallRepeat(string? Scope, long At, TimeSpan Pause, int? Status);

/// <summary>A time in which calls waited for the budget and none was on its way, by the session's monotonic clock.</summary>
public readonly record struct CallStall(long From, long To);
