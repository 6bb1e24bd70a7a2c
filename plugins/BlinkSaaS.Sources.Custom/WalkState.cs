using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BlinkSaaS.Sources.Custom;

/// <summary>Where a walk through the pages stands.</summary>
internal sealed record WalkState
{
    /// <summary>Path and query of the page that is next; null at the beginning, and at the end.</summary>
    public string? Next { get; init; }

    /// <summary>Whether the walk came to its end.</summary>
    public bool Done { get; init; }

    /// <summary>What the walk asked for: what changed since; null where it asked for everything.</summary>
    public string? Since { get; init; }

    /// <summary>The highest cursor field that was seen.</summary>
    public string? Highest { get; init; }

    public int Pages { get; init; }

    /// <summary>Hash of the page before.</summary>
    public string? Last { get; init; }

    /// <summary>Hash of an earlier page, a power of two from the beginning: a circle of pages comes by it again.</summary>
    public string? Marked { get; init; }

    /// <summary>The walk that this read goes on with, or a new one.</summary>
    public static WalkState For(ReadRequest request, Mapping mapping)
    {
        var before = request.Full ? null : Parse(request.Checkpoint);
        if (before is { Done: false })
            return before;
        var since = mapping.IsIncremental ? before?.Highest : null;
        return new WalkState { Since = since, Highest = since };
    }

    public CheckpointMessage ToMessage() => new(JsonSerializer.Serialize(this, WalkJson.Default.WalkState));

    /// <summary>The state after a page.</summary>
    public WalkState After(string hash, string? highest, string? next) => this with
    {
        Next = next,
        Done = next is null,
        Highest = Higher(Highest, highest),
        Pages = Pages + 1,
        Last = hash,
        Marked = int.IsPow2(Pages + 1) ? hash : Marked,
    };

    /// <summary>Numbers by their size, all else by its characters, as days and times in ISO 8601 sort.</summary>
    public static string? Higher(string? a, string? b)
    {
        if (a is null || b is null)
            return a ?? b;
        return decimal.TryParse(a, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) && decimal.TryParse(b, NumberStyles.Float, CultureInfo.InvariantCulture, out var y)
            ? (x >= y ? a : b)
            : string.CompareOrdinal(a, b) >= 0 ? a : b;
    }

    private static WalkState? Parse(string? checkpoint)
    {
        try
        {
            return string.IsNullOrEmpty(checkpoint) ? null : JsonSerializer.Deserialize(checkpoint, WalkJson.Default.WalkState);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(WalkState))]
internal sealed partial class WalkJson : JsonSerializerContext;
