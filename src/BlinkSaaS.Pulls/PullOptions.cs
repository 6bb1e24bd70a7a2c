namespace BlinkSaaS.Pulls;

/// <summary>How the engine works. The defaults are meant for use.</summary>
public sealed class PullOptions
{
    /// <summary>How long a worker may be silent before another takes its pull.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a worker renews its leases.</summary>
    public TimeSpan Beat { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the figures of a running pull are refreshed.</summary>
    public TimeSpan Progress { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Rows after which gathered pages are written.</summary>
    public int BatchRows { get; set; } = 1_000;

    /// <summary>Time after which gathered pages are written.</summary>
    public TimeSpan BatchTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>From this many calls a minute on pages are gathered; below, each page is written by itself.</summary>
    public int GatherFromCallsPerMinute { get; set; } = 1_000;

    /// <summary>Waits before a partition is read again after the API was unavailable; then its stream fails.</summary>
    public IReadOnlyList<TimeSpan> Retries { get; set; } =
        [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60)];

    /// <summary>Longest wait that an API may ask for before the pull gives a try up.</summary>
    public TimeSpan LongestRetryAfter { get; set; } = TimeSpan.FromMinutes(5);
}
