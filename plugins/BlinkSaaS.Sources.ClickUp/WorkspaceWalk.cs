using System.Runtime.CompilerServices;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>
/// A walk through all ClickUp Workspaces in the order of their ids, for what some of them may not offer: where the plan, a
/// ClickApp or the rights of the token's person rule it out, that ClickUp Workspace is left out with a word, and where all do,
/// the stream is skipped.
/// </summary>
internal static class WorkspaceWalk
{
    /// <summary>Reads each ClickUp Workspace's records. The walk is complete only where none was left out.</summary>
    public static async IAsyncEnumerable<SourceMessage> ReadAsync(
        ISourceContext context,
        ReadRequest request,
        Func<Workspace, CancellationToken, Task<IEnumerable<SourceMessage>>> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var walk = PlaceWalkState.For(request);
        if (walk.IsFresh(context, request.Stream))
        {
            yield return walk.ToMessage();
            yield return new StreamCompleteMessage(Complete: false);
            yield break;
        }

        var workspaces = await Hierarchy.Of(context).WorkspacesAsync(cancellationToken);
        var seen = new List<string>();
        string? reason = null;
        foreach (var workspace in workspaces)
        {
            var (messages, refusal) = await TryAsync(read, workspace, cancellationToken);
            foreach (var message in messages)
                yield return message;
            if (refusal is null)
                seen.Add($"workspace:{workspace.Id}");
            else
                yield return new WarningMessage($"{workspace.Name}: {reason = refusal}");
        }

        if (reason is not null && seen.Count == 0)
            throw new StreamSkippedException(reason);
        yield return PlaceWalkState.Finished(context.Clock).ToMessage();
        yield return new StreamCompleteMessage(Complete: reason is null, seen);
    }

    private static async Task<(IEnumerable<SourceMessage> Messages, string? Refusal)> TryAsync(
        Func<Workspace, CancellationToken, Task<IEnumerable<SourceMessage>>> read, Workspace workspace, CancellationToken cancellationToken)
    {
        try
        {
            return (await read(workspace, cancellationToken), null);
        }
        catch (Exception e) when (e is StreamSkippedException or AccessDeniedException)
        {
            return ([], e.Message);
        }
    }
}
