using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>A span of starts, both ends included, in milliseconds since 1970.</summary>
internal readonly record struct TimeWindow(long From, long To);

/// <summary>
/// The spans in which recorded time is read: all before the first member joined, since time can be recorded for the past; each
/// quarter since; and the last thirty days up to ten years ahead. They are the same at each pull but for the last two.
/// </summary>
internal static class TimeWindows
{
    private const long Day = 24 * 60 * 60 * 1000L;
    private const long Quarter = 91 * Day;
    private const long Recent = 30 * Day;
    private const long Ahead = 3650 * Day;

    /// <summary>Before ClickUp there was no time in it: where no member's joining is known, the first quarter begins here.</summary>
    private static readonly long Beginning = new DateTimeOffset(2017, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public static IReadOnlyList<TimeWindow> Of(Workspace workspace, DateTimeOffset now)
    {
        var today = now.ToUnixTimeMilliseconds();
        var recent = today - Recent;
        var joined = workspace.Raw.Items("members").Select(m => m.Integer("user", "date_joined")).Where(d => d > Beginning).Min() ?? Beginning;
        var windows = new List<TimeWindow> { new(1, Math.Min(joined, recent) - 1) };
        for (var from = joined; from < recent; from += Quarter)
            windows.Add(new TimeWindow(from, Math.Min(from + Quarter, recent) - 1));
        windows.Add(new TimeWindow(recent, today + Ahead));
        return windows;
    }
}

/// <summary>Where reading recorded time stands.</summary>
/// <param name="Next">The window that is next: in a first walk the next of all, later the next in turns.</param>
/// <param name="Done">Whether every window was read once.</param>
internal sealed record TimeWalkState(int Next, bool Done)
{
    public static TimeWalkState For(ReadRequest request)
    {
        try
        {
            var state = request.Full || string.IsNullOrEmpty(request.Checkpoint) ? null
                : JsonSerializer.Deserialize(request.Checkpoint, CheckpointJson.Default.TimeWalkState);
            return state is { Next: >= 0 } ? state : new(0, false);
        }
        catch (JsonException)
        {
            return new(0, false);
        }
    }

    public CheckpointMessage ToMessage() => new(JsonSerializer.Serialize(this, CheckpointJson.Default.TimeWalkState));
}
