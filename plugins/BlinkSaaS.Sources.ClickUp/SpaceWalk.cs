using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>
/// A walk through all spaces in the order of their ids, with a checkpoint after each: a walk that was cut short goes on with
/// the space after the last one.
/// </summary>
internal static class SpaceWalk
{
    /// <summary>The checkpoint of a walk that came to its end: the next one starts from the beginning.</summary>
    public const string Done = "{}";

    /// <summary>Reads each space's records, then those outside of all spaces, then says that the walk is complete.</summary>
    public static async IAsyncEnumerable<SourceMessage> ReadAsync(
        ISourceContext context,
        ReadRequest request,
        Func<Space, CancellationToken, Task<IEnumerable<SourceMessage>>> read,
        Func<CancellationToken, Task<IEnumerable<SourceMessage>>>? readOutside,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = request.Full ? null : Parse(request.Checkpoint).After;
        var spaces = await Hierarchy.Of(context).SpacesAsync(cancellationToken);
        foreach (var space in spaces.Where(s => string.CompareOrdinal(s.Id, after) > 0))
        {
            foreach (var message in await read(space, cancellationToken))
                yield return message;
            yield return new CheckpointMessage(JsonSerializer.Serialize(new SpaceWalkState(space.Id), CheckpointJson.Default.SpaceWalkState));
        }

        if (readOutside is not null)
        {
            foreach (var message in await readOutside(cancellationToken))
                yield return message;
        }

        yield return new CheckpointMessage(Done);
        yield return new StreamCompleteMessage(Complete: true, [.. spaces.Select(s => $"space:{s.Id}")]);
    }

    private static SpaceWalkState Parse(string? checkpoint)
    {
        try
        {
            return JsonSerializer.Deserialize(checkpoint ?? Done, CheckpointJson.Default.SpaceWalkState) ?? new(null);
        }
        catch (JsonException)
        {
            // Written by a version that is no more: walking from the start loses nothing.
            return new(null);
        }
    }
}

/// <summary>Where a walk through the spaces stands.</summary>
/// <param name="After">Id of the last space that was read to its end.</param>
internal sealed record SpaceWalkState(string? After);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(SpaceWalkState))]
[JsonSerializable(typeof(TaskWalkState))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
