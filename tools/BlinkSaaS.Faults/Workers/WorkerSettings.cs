namespace BlinkSaaS.Faults.Workers;

/// <summary>What a worker process is told on its standard input.</summary>
internal sealed record WorkerSettings
{
    /// <summary>How blink_engine connects.</summary>
    public required string Database { get; init; }

    public required Uri Address { get; init; }

    public required string Token { get; init; }

    /// <summary>Length of the window that the simulator's limit is for.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Shorter than the default, so that a take-over does not take half a minute.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(4);

    public TimeSpan Beat { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Waits before a partition is read again, shorter than the default ones, and as many.</summary>
    public IReadOnlyList<TimeSpan> Retries { get; init; } =
        [TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)];

    /// <summary>Time that one call may take, where it is not the default.</summary>
    public TimeSpan? CallTimeLimit { get; init; }

    /// <summary>Every page is committed by itself, as it is under any limit below a thousand calls a minute.</summary>
    public int GatherFromCallsPerMinute { get; init; } = int.MaxValue;

    /// <summary>Most pulls that it runs side by side.</summary>
    public int AtOnce { get; init; } = 2;
}
