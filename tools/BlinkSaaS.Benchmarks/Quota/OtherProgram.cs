using ClickUpSimulator;
using ClickUpSimulator.Limits;

namespace BlinkSaaS.Benchmarks.Quota;

/// <summary>Another program on the same token: calls at random moments, a third of the limit in all. It never waits and never asks.</summary>
internal sealed class OtherProgram : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly Task _calls;
    private int _called, _admitted;

    public OtherProgram(SimulatorHost simulator, RateLimitSettings settings, int seed) => _calls = CallAsync(simulator, settings, new Random(seed));

    public int Calls => Volatile.Read(ref _called);

    public int Admitted => Volatile.Read(ref _admitted);

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _calls;
        _over.Dispose();
    }

    private async Task CallAsync(SimulatorHost simulator, RateLimitSettings settings, Random random)
    {
        var between = settings.Window / (settings.Limit / 3.0);
        var began = TimeProvider.System.GetTimestamp();
        var due = TimeSpan.Zero;
        try
        {
            while (true)
            {
                due += between * (0.5 + random.NextDouble());
                if (due - TimeProvider.System.GetElapsedTime(began) is { Ticks: > 0 } wait)
                    await Task.Delay(wait, TimeProvider.System, _over.Token);
                _over.Token.ThrowIfCancellationRequested();
                Interlocked.Add(ref _admitted, simulator.Limits.Spend(simulator.Tokens.Owner, 1));
                Interlocked.Increment(ref _called);
            }
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // The measurement is over.
        }
    }
}
