using System.Threading.RateLimiting;

namespace BlinkSaaS.Web.Features.Hooks;

/// <summary>Bounds how many deliveries are looked at together: a flood from strangers must not take the database from people.</summary>
public sealed class HookGate : IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions { PermitLimit = 16, QueueLimit = 512, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });

    /// <summary>A pass to dispose of; null where too many wait.</summary>
    public async Task<IDisposable?> EnterAsync(CancellationToken cancellationToken)
    {
        var lease = await _limiter.AcquireAsync(1, cancellationToken);
        if (lease.IsAcquired)
            return lease;
        lease.Dispose();
        return null;
    }

    /// <inheritdoc />
    public void Dispose() => _limiter.Dispose();
}
