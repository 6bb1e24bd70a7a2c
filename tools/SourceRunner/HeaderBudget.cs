using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting.Http;

namespace SourceRunner;

/// <summary>
/// Keeps one process within the rate that the source declares and the answers' headers tell. It knows of no other use of
/// the credential; the engine's budget does.
/// </summary>
internal sealed class HeaderBudget(RateLimit limit, TimeProvider clock) : ICallBudget
{
    private readonly Lock _lock = new();
    private long _windowEnds;
    private int _left;
    private long _lastId;

    public async ValueTask<CallPermit> AcquireAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            TimeSpan wait;
            lock (_lock)
            {
                var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
                if (now >= _windowEnds)
                    (_windowEnds, _left) = (now + (long)limit.Window.TotalMilliseconds, limit.Permits);
                if (_left > 0)
                {
                    _left--;
                    return new CallPermit(++_lastId, clock.GetElapsedTime(began));
                }

                wait = TimeSpan.FromMilliseconds(_windowEnds - now);
            }

            await Task.Delay(wait, clock, cancellationToken);
        }
    }

    public void Settle(CallPermit permit, CallAnswer answer)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            // Reset is by the server's clock; Date says how far that is from ours.
            var serverTime = answer.Date ?? now;
            if (answer.Reset is { } reset)
                _windowEnds = (now + (DateTimeOffset.FromUnixTimeSeconds(reset) - serverTime)).ToUnixTimeMilliseconds() + 1000;
            if (answer.Remaining is { } remaining)
                _left = remaining;
            if (answer.Status == 429)
            {
                _left = 0;
                _windowEnds = Math.Max(_windowEnds, (now + (answer.RetryAfter ?? TimeSpan.FromSeconds(1))).ToUnixTimeMilliseconds());
            }
        }
    }

    public void Return(CallPermit permit)
    {
        lock (_lock)
            _left++;
    }
}
