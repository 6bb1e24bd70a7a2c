using System.Text.Json;
using System.Text.Json.Serialization;

namespace BlinkSaaS.Sources.Stripe;

/// <summary>How far a read has come. A finished one is where the next begins.</summary>
/// <param name="Start">Unix time at which the read began, less an overlap: what changes from then on is the next read's.</param>
/// <param name="Since">The start of the read before; null for a walk over everything.</param>
internal sealed record WalkState(long Start, long? Since)
{
    /// <summary>Clocks differ, and an event may be listed some moments after its time: what comes twice is written once.</summary>
    private static readonly TimeSpan s_overlap = TimeSpan.FromMinutes(15);

    /// <summary>Stripe keeps events for 30 days.</summary>
    private static readonly TimeSpan s_eventsReach = TimeSpan.FromDays(29);

    /// <summary>Which of <see cref="StepsOf"/> comes next.</summary>
    public int Step { get; init; }

    /// <summary>The last object of the page before, and its time, with which the walk goes on when the object is gone.</summary>
    public string? Cursor { get; init; }

    public long? CursorCreated { get; init; }

    /// <summary>Time of the oldest object that will still change without an event: of those met in this read, and in the one before.</summary>
    public long? Pending { get; init; }

    public long? PendingBefore { get; init; }

    /// <summary>The key may not read events.</summary>
    public bool WithoutEvents { get; init; }

    public bool Done { get; init; }

    public static WalkState For(ReadRequest request, StripeStream stream, DateTimeOffset now)
    {
        var start = (now - s_overlap).ToUnixTimeSeconds();
        if (request.Full || Parse(request.Checkpoint) is not { } known)
            return new WalkState(start, Since: null);
        var eventsFrom = known.Done ? known.Start : known.WithoutEvents ? start : known.Since ?? known.Start;
        if (stream.Events.Count > 0 && eventsFrom < (now - s_eventsReach).ToUnixTimeSeconds())
            return new WalkState(start, Since: null);
        return known.Done ? new WalkState(start, known.Start) { PendingBefore = known.Pending } : known;
    }

    /// <summary>
    /// A walk over everything lists, then looks for what changed meanwhile. A read of changes looks for what changed, then lists what
    /// is new: events come first, since without them it has to become a walk over everything.
    /// </summary>
    public IReadOnlyList<WalkStep> StepsOf(StripeStream stream)
    {
        IEnumerable<WalkStep> events = stream.Events.Count > 0 && !WithoutEvents ? [new WalkStep(null, Since ?? Start)] : [];
        var from = Since is { } since ? Math.Min(since, PendingBefore ?? since) : (long?)null;
        var lists = stream.Filters.Select(filter => new WalkStep(filter, from));
        return [.. Since is null ? lists.Concat(events) : events.Concat(lists)];
    }

    public WalkState After(StripePage page, StripeStream stream)
    {
        if (!page.HasMore)
            return AfterStep(stream);
        var last = page.Items[^1];
        return this with { Cursor = Json.Id(last), CursorCreated = Json.Integer(Json.At(last, "created")) };
    }

    /// <summary>The cursor's object is gone: on from its time.</summary>
    public WalkState WithoutCursor() => this with { Cursor = null };

    /// <summary>What only events can tell has to be found by reading everything.</summary>
    public WalkState WithoutEventsOf(StripeStream stream)
    {
        var without = this with { WithoutEvents = true };
        return Since is null ? without with { Done = Step >= without.StepsOf(stream).Count } : new WalkState(Start, Since: null) { WithoutEvents = true };
    }

    public WalkState Met(JsonElement item, StripeStream stream) =>
        stream.IsPending?.Invoke(item) == true && Json.Integer(Json.At(item, "created")) is { } created ? this with { Pending = Math.Min(created, Pending ?? created) } : this;

    public CheckpointMessage ToMessage() => new(JsonSerializer.Serialize(this, StateJson.Default.WalkState));

    private WalkState AfterStep(StripeStream stream) =>
        this with { Step = Step + 1, Cursor = null, CursorCreated = null, Done = Step + 1 >= StepsOf(stream).Count };

    private static WalkState? Parse(string? checkpoint)
    {
        try
        {
            return string.IsNullOrEmpty(checkpoint) ? null : JsonSerializer.Deserialize(checkpoint, StateJson.Default.WalkState);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>One list to walk.</summary>
/// <param name="Filter">The filter of the stream's own list; null for the list of events.</param>
/// <param name="From">Unix time of the oldest that matters; null for all.</param>
internal sealed record WalkStep(string? Filter, long? From);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(WalkState))]
internal sealed partial class StateJson : JsonSerializerContext;
