using System.Text.Json;
using System.Text.Json.Serialization;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>Where a walk through spaces or ClickUp Workspaces stands; between two walks, when the last one ended.</summary>
/// <param name="After">Id of the last one that was read to its end.</param>
/// <param name="Walked">When the last walk ended, in milliseconds since 1970 by the host's clock; 0 while one is under way.</param>
internal sealed record PlaceWalkState(string? After, long Walked = 0)
{
    /// <summary>
    /// The tree of ClickUp changes seldom and cannot say what changed in it: the host walks through it every six hours, and where
    /// it did not ask for that, it is read anew an hour later. So the two never do the same within one day.
    /// </summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(7);

    public static PlaceWalkState For(ReadRequest request)
    {
        try
        {
            return request.Full || string.IsNullOrEmpty(request.Checkpoint) ? new PlaceWalkState(After: null)
                : JsonSerializer.Deserialize(request.Checkpoint, CheckpointJson.Default.PlaceWalkState) ?? new PlaceWalkState(After: null);
        }
        catch (JsonException)
        {
            // Written by a version that is no more: walking from the start loses nothing.
            return new PlaceWalkState(After: null);
        }
    }

    public static PlaceWalkState Finished(TimeProvider clock) => new(After: null, clock.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Whether the last walk of a whole stream is so new that none is due; then the pull's estimate leaves the stream out.</summary>
    public bool IsFresh(ISourceContext context, StreamDescriptor stream)
    {
        var isFresh = IsFresh(context.Clock, Interval);
        if (isFresh)
            Hierarchy.Of(context).LeaveOut(stream.Name);
        return isFresh;
    }

    /// <summary>Whether none is due. A clock that was set back does not put it off for ever.</summary>
    public bool IsFresh(TimeProvider clock, TimeSpan interval)
    {
        var age = clock.GetUtcNow().ToUnixTimeMilliseconds() - Walked;
        return After is null && Walked > 0 && age >= 0 && age < (long)interval.TotalMilliseconds;
    }

    public CheckpointMessage ToMessage() => new(JsonSerializer.Serialize(this, CheckpointJson.Default.PlaceWalkState));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(PlaceWalkState))]
[JsonSerializable(typeof(TaskWalkState))]
[JsonSerializable(typeof(TimeWalkState))]
[JsonSerializable(typeof(DocWalkState))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
