using ClickUpSimulator;
using ClickUpSimulator.Mutations;
using Microsoft.Extensions.Time.Testing;

namespace BlinkSaaS.Sources.ClickUp.Tests;

/// <summary>Pulls with the source in a process of its own bring what they bring in the host's.</summary>
public sealed class SandboxedPullTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 9, 2, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task First_and_later_pulls_bring_exactly_what_the_token_sees()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { World = Worlds.SeveralPages, RateLimit = Worlds.NoLimit, Clock = _clock }, TestContext.Current.CancellationToken);
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock, sandboxed: true) { EveryStream = true };
        await pulled.PullAtOnceAsync();
        pulled.AssertIsTruth();
        for (var round = 1; round <= 2; round++)
        {
            _clock.Advance(TimeSpan.FromHours(25));
            simulator.Mutate.Random(new RandomChanges { Seed = round, Creates = 6, Updates = 40, Moves = 8, Archives = 8 });
            await pulled.PullAsync();
            pulled.AssertIsTruth();
        }
    }
}
