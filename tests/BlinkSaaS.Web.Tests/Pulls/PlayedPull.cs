using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Reading;

namespace BlinkSaaS.Web.Tests.Pulls;

/// <summary>A pull of four minutes as the mock-ups show one: waits, retries, a budget of 100.</summary>
internal static class PlayedPull
{
    public static DateTimeOffset Start { get; } = new(2026, 11, 14, 13, 58, 4, TimeSpan.Zero);

    public static PullWithStreams Pull(PullState state = PullState.Done, int seconds = 240) => new(
        new PullInfo
        {
            Number = 1482, State = state, Trigger = PullTrigger.Schedule, StartedBy = null, Full = false, RequestedAt = Start, StartedAt = Start,
            FinishedAt = state is PullState.Running or PullState.Waiting ? null : Start.AddSeconds(seconds), WaitingUntil = null, Calls = 412, Refused = 0, Bytes = 0,
            Waited = TimeSpan.FromSeconds(38), Records = new RecordTotals(13_210, 96, 951, 12_163, 5), ErrorKind = PullErrorKind.None, Error = null, Budget = null,
        },
        [Stream("spaces", 0, 4), Stream("tasks", 4, seconds), Stream("goals", 200, 200, PullStreamState.Skipped)]);

    public static PullEvent Wait(int at, int? seconds) => Event(PullEventKind.Wait, at) with { Duration = seconds is { } s ? TimeSpan.FromSeconds(s) : null };

    public static PullEvent Event(PullEventKind kind, int at, string? stream = null) => new()
    {
        At = Start.AddSeconds(at), Kind = kind, Stream = stream, Duration = null, Until = null, Times = 1, Status = null, Detail = null,
    };

    public static PullSample Sample(string stream, int from, int to, int calls, BudgetSample? budget = null) =>
        new(TimeSpan.FromSeconds(from), TimeSpan.FromSeconds(to), stream, calls, budget);

    private static PullStreamInfo Stream(string name, int from, int to, PullStreamState state = PullStreamState.Done) => new()
    {
        Name = name, Title = char.ToUpperInvariant(name[0]) + name[1..], State = state, StartedAt = Start.AddSeconds(from), FinishedAt = Start.AddSeconds(to), Calls = 4,
        Waited = TimeSpan.Zero, Expected = null, Records = new RecordTotals(6, 1, 2, 3, 0), ErrorKind = PullErrorKind.None, Error = null, Warnings = [],
    };
}
