using ClickUpSimulator.Limits;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator;

public sealed record SimulatorOptions
{
    public WorldOptions World { get; init; } = WorldOptions.Small;

    public RateLimitSettings RateLimit { get; init; } = new();

    public Modes Modes { get; init; } = new();

    public TimeSpan Latency { get; init; }

    /// <summary>Loopback only. Port 0 takes a free one.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:0";

    /// <summary>Drives limiter, latency, Date headers and the stamps of changes.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
