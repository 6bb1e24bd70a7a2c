using BlinkSaaS.Sources.Hosting.Http;

namespace BlinkSaaS.Sources.Testing;

/// <summary>Permits every call, up to a number that no sound read needs: a source that loops is stopped there.</summary>
internal sealed class BoundedBudget(int most) : ICallBudget
{
    private int _calls;

    public ValueTask<CallPermit> AcquireAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var call = Interlocked.Increment(ref _calls);
        return call <= most
            ? ValueTask.FromResult(new CallPermit(call, TimeSpan.Zero))
            : throw new TooManyCallsException($"The source made more than {most} calls in one read: it seems to have no end.");
    }

    public void Settle(CallPermit permit, CallAnswer answer) { }

    public void Return(CallPermit permit) { }
}

/// <summary>A read that does not end.</summary>
public sealed class TooManyCallsException(string message) : Exception(message);
