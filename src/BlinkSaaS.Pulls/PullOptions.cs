namespace BlinkSaaS.Pulls;

/// <summary>How the engine works. The defaults are meant for use.</summary>
public sealed class PullOptions
{
    /// <summary>How long a worker may be silent before another takes its pull.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>How often a worker renews its leases.</summary>
    public TimeSpan Beat { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often the figures of a running pull are refreshed.</summary>
    public TimeSpan Progress { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Rows after which gathered pages are written.</summary>
    public int BatchRows { get; set; } = 1_000;

    /// <summary>Time after which gathered pages are written.</summary>
    public TimeSpan BatchTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Most messages of a source between two checkpoints of a partition. One that sends more has no end, or could never get
    /// further than where a crash finds it: its stream fails.
    /// </summary>
    public int MostWithoutCheckpoint { get; set; } = 2_000_000;

    /// <summary>From this many calls a minute on pages are gathered; below, each page is written by itself.</summary>
    public int GatherFromCallsPerMinute { get; set; } = 1_000;

    /// <summary>Waits before a partition is read again after the API was unavailable; then its stream fails.</summary>
    public IReadOnlyList<TimeSpan> Retries { get; set; } =
        [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60)];

    /// <summary>
    /// Most times that a partition is read again in one pull, however far it got in between. Then its stream fails and the next
    /// pull goes on at the checkpoint.
    /// </summary>
    public int MostRetries { get; set; } = 50;

    /// <summary>
    /// Records that are looked up by their key after a complete walk did not see them, where the source can. Each may cost a call;
    /// those beyond wait for the next walk, as all do where this is 0.
    /// </summary>
    public int MostLookUps { get; set; } = 100;

    /// <summary>How long versions are kept after they ended; null: for ever.</summary>
    public TimeSpan? KeepVersions { get; set; }

    /// <summary>Longest wait that an API may ask for before the pull gives a try up.</summary>
    public TimeSpan LongestRetryAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Most pulls that wait for their budget in memory. Of more, those that came last are parked in the table.</summary>
    public int ParkedInMemory { get; set; } = 2_000;

    /// <summary>A pull whose budget lets nobody go on for so long is parked in the table.</summary>
    public TimeSpan LongestWaitInMemory { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>After so many pulls in a row that brought nothing a connection is paused, and its owner is told.</summary>
    public int FailuresToPause { get; set; } = 10;

    /// <summary>The same where the API could not be reached, which mends itself more often: about a day of tries.</summary>
    public int UnreachableToPause { get; set; } = 30;

    /// <summary>When a pull is tried again after the API could not be reached; twice as long after each that failed, too.</summary>
    public TimeSpan RetryPulls { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest time between two such tries, where the schedule is not sooner.</summary>
    public TimeSpan LongestBackOff { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Ended pulls that are kept of each connection.</summary>
    public int PullsKept { get; set; } = 200;
}
