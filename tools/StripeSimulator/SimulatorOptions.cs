namespace StripeSimulator;

/// <summary>What a simulator is like.</summary>
public sealed record SimulatorOptions
{
    /// <summary>The same seed makes the same world.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Customers; everything else grows with them.</summary>
    public int Customers { get; init; } = 40;

    /// <summary>Most objects of a page, whatever limit a caller names: pages may be short without being the last.</summary>
    public int LargestPage { get; set; } = 100;

    /// <summary>Calls in a second before the answer is 429; null for no limit.</summary>
    public int? CallsPerSecond { get; init; }
}
