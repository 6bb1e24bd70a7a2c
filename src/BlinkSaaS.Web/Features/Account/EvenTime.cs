namespace BlinkSaaS.Web.Features.Account;

/// <summary>
/// Answers that must not tell whether an address is known take at least this long: the work differs by a few queries, and
/// those disappear below it.
/// </summary>
public sealed class EvenTime(TimeProvider time)
{
    public static readonly TimeSpan Least = TimeSpan.FromMilliseconds(700);

    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var result = await work();
        if (Least - time.GetElapsedTime(start) is var rest && rest > TimeSpan.Zero)
            await Task.Delay(rest, time, cancellationToken);
        return result;
    }

    public Task RunAsync(Func<Task> work, CancellationToken cancellationToken) => RunAsync(async () =>
    {
        await work();
        return true;
    }, cancellationToken);
}
