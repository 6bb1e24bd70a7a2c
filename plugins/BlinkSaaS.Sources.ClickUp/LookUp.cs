using System.Runtime.CompilerServices;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>
/// Asks for single records that a walk did not bring, a call each. ClickUp says of tasks that they were deleted (404, ITEM_013)
/// and of folders too (they are given once more, marked as deleted). Of everything else it says only that the token may not see
/// it, which may mean either and therefore proves nothing. What is there is left to the next walk: it will bring it.
/// </summary>
internal sealed class LookUp(ISourceContext context)
{
    private readonly ClickUpApi _api = new(context.Http);

    public async IAsyncEnumerable<SourceMessage> RunAsync(
        StreamDescriptor stream, IReadOnlyList<MissingRecord> missing, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (stream.Name is not ("tasks" or "folders"))
            yield break;
        var kind = stream.Name == "tasks" ? "task" : "folder";
        var gone = await Hierarchy.AllAsync(
            missing, (record, token) => _api.IsDeletedAsync($"v2/{kind}/{Uri.EscapeDataString(record.Key[0])}", token), cancellationToken);
        foreach (var (record, isGone) in missing.Zip(gone))
        {
            if (isGone)
                yield return new DeletedMessage(record.Key);
        }
    }
}
