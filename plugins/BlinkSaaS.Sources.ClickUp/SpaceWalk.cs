using System.Runtime.CompilerServices;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>
/// A walk through all spaces in the order of their ids, with a checkpoint after each: a walk that was cut short goes on with
/// the space after the last one.
/// </summary>
internal static class SpaceWalk
{
    /// <summary>Reads each space's records, then those outside of all spaces, then says that the walk is complete.</summary>
    /// <param name="context">Of the pull.</param>
    /// <param name="request">What to read.</param>
    /// <param name="read">Reads a space.</param>
    /// <param name="readOutside">Reads what is in no space.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <param name="every">How often a part of a stream is walked through; null for a whole stream, which is walked as its tree is.</param>
    public static async IAsyncEnumerable<SourceMessage> ReadAsync(
        ISourceContext context,
        ReadRequest request,
        Func<Space, CancellationToken, Task<IEnumerable<SourceMessage>>> read,
        Func<CancellationToken, Task<IEnumerable<SourceMessage>>>? readOutside,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        TimeSpan? every = null)
    {
        var walk = PlaceWalkState.For(request);
        if (every is { } slower ? walk.IsFresh(context.Clock, slower) : walk.IsFresh(context, request.Stream))
        {
            yield return walk.ToMessage();
            yield return new StreamCompleteMessage(Complete: false);
            yield break;
        }

        var spaces = await Hierarchy.Of(context).SpacesAsync(cancellationToken);
        foreach (var space in spaces.Where(s => string.CompareOrdinal(s.Id, walk.After) > 0))
        {
            foreach (var message in await read(space, cancellationToken))
                yield return message;
            yield return new PlaceWalkState(space.Id).ToMessage();
        }

        if (readOutside is not null)
        {
            foreach (var message in await readOutside(cancellationToken))
                yield return message;
        }

        yield return PlaceWalkState.Finished(context.Clock).ToMessage();
        yield return new StreamCompleteMessage(Complete: true, [.. spaces.Select(s => $"space:{s.Id}")]);
    }
}
