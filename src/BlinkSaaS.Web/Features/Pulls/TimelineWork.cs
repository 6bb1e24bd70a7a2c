using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Reading;

namespace BlinkSaaS.Web.Features.Pulls;

/// <summary>
/// When a stream was worked on: the slots in which it made calls, put together where they meet, from its beginning and to its
/// end. A stream that needed no call of its own was worked on from beginning to end.
/// </summary>
internal sealed class TimelineWork(PullTimeline timeline, DateTimeOffset start, DateTimeOffset end)
{
    private readonly ILookup<string, PullSample> _calls = timeline.Samples.Where(sample => sample.Calls > 0).ToLookup(sample => sample.Stream, StringComparer.Ordinal);

    public IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> Of(PullStreamInfo stream)
    {
        if (stream.StartedAt is not { } began)
            return [];
        var ended = stream.FinishedAt ?? (stream.State == PullStreamState.Pulling ? end : began);
        var spans = new List<(DateTimeOffset From, DateTimeOffset To)>();
        foreach (var slot in _calls[stream.Name])
        {
            var (from, to) = (Later(start + slot.From, began), Earlier(start + slot.To, ended));
            if (to < from)
                continue;
            var near = slot.To - slot.From;
            if (spans.Count > 0 && from - spans[^1].To <= near)
                spans[^1] = (spans[^1].From, Later(to, spans[^1].To));
            else
                spans.Add((from - began <= near ? began : from, to));
        }

        if (spans.Count == 0)
            return [(began, ended)];

        // Its last answer is being stored.
        if (ended - spans[^1].To <= TimeSpan.FromSeconds(4))
            spans[^1] = (spans[^1].From, ended);
        return spans;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
