using System.Runtime.CompilerServices;

namespace BlinkSaaS.Pulls;

/// <summary>Runs a plugin's sequences so that what the plugin throws is told apart from what the engine throws.</summary>
internal static class PluginCalls
{
    public static async IAsyncEnumerable<T> Guarded<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> sequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var enumerator = Begin(sequence, cancellationToken);
        try
        {
            while (await NextAsync(enumerator, cancellationToken))
                yield return enumerator.Current ?? throw new SourceDefectException("The source sent nothing where something was due.");
        }
        finally
        {
            await EndAsync(enumerator);
        }
    }

    private static IAsyncEnumerator<T> Begin<T>(Func<CancellationToken, IAsyncEnumerable<T>> sequence, CancellationToken cancellationToken)
    {
        try
        {
            return sequence(cancellationToken).GetAsyncEnumerator(cancellationToken);
        }
        catch (Exception e)
        {
            throw StreamFailure.FromPlugin(e, cancellationToken);
        }
    }

    private static async ValueTask<bool> NextAsync<T>(IAsyncEnumerator<T> enumerator, CancellationToken cancellationToken)
    {
        try
        {
            return await enumerator.MoveNextAsync();
        }
        catch (Exception e)
        {
            throw StreamFailure.FromPlugin(e, cancellationToken);
        }
    }

    private static async ValueTask EndAsync<T>(IAsyncEnumerator<T> enumerator)
    {
        try
        {
            await enumerator.DisposeAsync();
        }
        catch (Exception e)
        {
            throw StreamFailure.FromPlugin(e, CancellationToken.None);
        }
    }
}
