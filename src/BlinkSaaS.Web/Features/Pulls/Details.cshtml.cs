using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Pulls;

/// <summary>One pull: its counters, its timeline, its streams and what happened, live while it runs.</summary>
public sealed class DetailsModel(ConnectionHeads heads, VisibleConnections visible, PullPeople people, PersonClock clock) : PageModel
{
    /// <summary>Name of the stream whose details are shown, and whose events alone.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Stream { get; set; }

    /// <summary>The connection.</summary>
    public ConnectionHead Head { get; private set; } = null!;

    /// <summary>The pull.</summary>
    public PullWithStreams Pull { get; private set; } = null!;

    /// <summary>The chosen stream; null where none is.</summary>
    public PullStreamInfo? Chosen { get; private set; }

    /// <summary>"started by schedule".</summary>
    public string Began { get; private set; } = "";

    /// <summary>What is expected of it.</summary>
    public PullEstimate Estimate { get; private set; } = null!;

    /// <summary>Its picture.</summary>
    public TimelineView Timeline { get; private set; } = null!;

    /// <summary>What happened, of the chosen stream where one is.</summary>
    public IReadOnlyList<EventRow> Events { get; private set; } = [];

    /// <summary>How often it waited.</summary>
    public int Waits { get; private set; }

    /// <summary>How long, with the wait that lasts: the counter knows it when it is over.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>How often something was tried again.</summary>
    public int Retries { get; private set; }

    /// <summary>Calls that belong to no stream: asking which there are.</summary>
    public long OtherCalls => Math.Max(0, Pull.Pull.Calls - Pull.Streams.Sum(stream => stream.Calls));

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGetAsync(string source, string id, int number, CancellationToken cancellationToken)
    {
        if (await heads.FindAsync(source, id, cancellationToken) is not { } head)
            return NotFound();
        var key = VisibleConnections.KeyOf(head.Connection);
        var database = await visible.OpenAsync(cancellationToken);
        if (await PullHistory.OneAsync(database, key, number, cancellationToken) is not { } pull)
            return NotFound();
        (Head, Pull) = (head, pull);
        Chosen = pull.Streams.FirstOrDefault(stream => stream.Name == Stream);
        var timeline = await PullTimeline.ReadAsync(database, key, number, cancellationToken);
        Waits = timeline.Events.Count(e => e.Kind == PullEventKind.Wait);
        var lasting = pull.Pull.Open ? timeline.Events.LastOrDefault(e => e is { Kind: PullEventKind.Wait, Duration: null }) : null;
        Waited = pull.Pull.Waited + (lasting is null ? TimeSpan.Zero : clock.UtcNow - lasting.At);
        Retries = timeline.Events.Count(e => e.Kind == PullEventKind.Retry);
        Began = PullWords.BeganBy(pull.Pull, (await people.NamesAsync([pull.Pull], cancellationToken)).Of(pull.Pull));
        var window = head.Plugin?.Descriptor?.RateLimit.Window;
        Estimate = PullEstimate.Of(pull.Pull, window, clock.UtcNow);
        Timeline = new TimelineView(number, new TimelineChart(pull, timeline, clock.UtcNow), window);
        var last = head.Status?.LastFinished?.Number == number ? head.Status.NextPullAt : null;
        Events = [.. new DescribeEvents(pull, timeline, head.SourceName, Began, last).Rows(clock).Where(row => Chosen is null || row.Stream == Chosen.Name)];
        return Page();
    }
}
