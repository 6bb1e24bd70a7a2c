using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Web.Features.Shared;

namespace BlinkSaaS.Web.Features.Pulls;

/// <summary>Says what happened during a pull, in order: what was recorded, and what its streams tell by their own rows.</summary>
/// <param name="Pull">The pull.</param>
/// <param name="Timeline">What was recorded of it.</param>
/// <param name="Source">Name of the source.</param>
/// <param name="Began">"started by schedule".</param>
/// <param name="Next">When the next pull is due, where this is the last one.</param>
public sealed record DescribeEvents(PullWithStreams Pull, PullTimeline Timeline, string Source, string Began, DateTimeOffset? Next)
{
    /// <summary>The lines, oldest first.</summary>
    public IReadOnlyList<EventRow> Rows(PersonClock clock)
    {
        var rows = new List<EventRow>();
        if (Pull.Pull.StartedAt is { } started)
            rows.Add(new EventRow(started, "play", "Started", $"{char.ToUpperInvariant(Began[0])}{Began[1..]}. {(Pull.Pull.Full ? "Everything is read." : "Only what changed is read where the source can tell.")}"));
        var retries = 0;
        rows.AddRange(Timeline.Events.Select(e => Recorded(e, e.Kind == PullEventKind.Retry ? ++retries : 0, clock)));
        rows.AddRange(Pull.Streams.Where(stream => stream.FinishedAt is not null).Select(Ended));
        if (Pull.Pull.FinishedAt is { } finished)
            rows.Add(Finished(finished, clock));
        return [.. rows.OrderBy(row => row.At)];
    }

    private EventRow Recorded(PullEvent e, int retry, PersonClock clock) => e.Kind switch
    {
        PullEventKind.Wait when e.Duration is { } took =>
            new EventRow(e.At, "hourglass", $"Waited {Format.Duration(took)}", $"The budget of this token was used up until {PullWords.Exact(clock, e.At + took)}. Nothing to do."),
        PullEventKind.Wait => new EventRow(e.At, "hourglass", "Waits", "The budget of this token is used up. Nothing to do.", Ends: Pull.Pull.Open ? e.Until : null),
        PullEventKind.Retry => new EventRow(e.At, "retry", $"Retry {retry}{Of(e.Stream)}", Retry(e), e.Stream),
        PullEventKind.Refused => new EventRow(e.At, "alert-triangle", $"{Format.Count(e.Times, "refused call", "refused calls")} (429)",
            $"{Source} had fewer calls left than it said, as when the token is used elsewhere at the same moment. They are sent again in the next window; nothing is lost."),
        _ => new EventRow(e.At, "refresh", "Went on", "Another worker took over at the last checkpoint. Nothing is lost, and nothing is there twice."),
    };

    private string Retry(PullEvent e)
    {
        var pause = e.Duration is { } wait ? $" after {Format.Duration(wait)}" : "";
        return e switch
        {
            { Detail: { } why } => $"{why} Read again from the last checkpoint{pause}; nothing is lost.",
            { Status: { } status } => $"{Source} answered {status}. Asked again{pause}; nothing is lost.",
            _ => $"The connection to {Source} broke off. Asked again{pause}; nothing is lost.",
        };
    }

    private static EventRow Ended(PullStreamInfo stream) => stream.State switch
    {
        PullStreamState.Skipped => new EventRow(stream.FinishedAt!.Value, "circle-minus", $"Skipped {stream.Title}", stream.Error ?? "", stream.Name),
        PullStreamState.Failed => new EventRow(stream.FinishedAt!.Value, "alert-circle", $"{stream.Title} failed", stream.Error ?? "", stream.Name),
        _ => new EventRow(stream.FinishedAt!.Value, "check", $"{stream.Title} done", Changes(stream.Records), stream.Name),
    };

    /// <summary>"13,204 records read: 96 new, 951 changed, 5 deleted."</summary>
    private static string Changes(RecordTotals records)
    {
        string[] changes =
        [
            .. records.New > 0 ? [$"{Format.Count(records.New)} new"] : Array.Empty<string>(),
            .. records.Changed > 0 ? [$"{Format.Count(records.Changed)} changed"] : Array.Empty<string>(),
            .. records.Deleted > 0 ? [$"{Format.Count(records.Deleted)} deleted"] : Array.Empty<string>(),
        ];
        if (records.Read == 0 && changes.Length == 0)
            return "Nothing changed.";
        return $"{Format.Count(records.Read, "record", "records")} read: {(changes.Length == 0 ? "nothing changed" : string.Join(", ", changes))}.";
    }

    private EventRow Finished(DateTimeOffset at, PersonClock clock)
    {
        var next = Next is { } due ? $" Next pull at {clock.Stamp(due)}." : "";
        return Pull.Pull.State switch
        {
            PullState.Done => new EventRow(at, "flag", "Finished", $"Everything read was saved.{next}"),
            PullState.Failed => new EventRow(at, "alert-circle", "Finished, not all of it read", $"{Pull.Pull.Error} What was read is saved.{next}"),
            _ => new EventRow(at, "circle-minus", "Cancelled", $"{Pull.Pull.Error} What was read is saved.{next}"),
        };
    }

    private string Of(string? stream) => Pull.Streams.FirstOrDefault(s => s.Name == stream) is { } found ? $", {found.Title}" : "";
}
