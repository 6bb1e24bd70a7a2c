using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Pulls;

/// <summary>The pulls of a connection, newest first: how they ended, who began them, of one stream where one is chosen.</summary>
public sealed class IndexModel(ConnectionHeads heads, VisibleConnections visible, ConnectionUrls urls, PullPeople people) : PageModel
{
    /// <summary>Top of the page.</summary>
    public ConnectionHead Head { get; private set; } = null!;

    /// <summary>What is listed.</summary>
    public PullFilter Filter { get; private set; } = null!;

    /// <summary>The page.</summary>
    public PullPage Pulls { get; private set; } = null!;

    /// <summary>The connection's streams, to choose from.</summary>
    public IReadOnlyList<StreamInfo> Streams { get; private set; } = [];

    /// <summary>The chosen stream's title.</summary>
    public string? StreamTitle => Filter.Stream is { } name ? Streams.FirstOrDefault(stream => stream.Name == name)?.Title ?? name : null;

    /// <summary>The page before.</summary>
    public string? Newer => Pulls is { HasNewer: true, Items.Count: > 0 } ? Filter.Address(Here, "newer", Pulls.Items[0].Pull.Number) : null;

    /// <summary>The page after.</summary>
    public string? Older => Pulls is { HasOlder: true, Items.Count: > 0 } ? Filter.Address(Here, "older", Pulls.Items[^1].Pull.Number) : null;

    /// <summary>The page itself.</summary>
    public string Here => urls.Pulls(Head.Connection);

    private PullPeopleNames _names = null!;

    /// <summary>What or who began a pull.</summary>
    public string Began(PullInfo pull) => PullWords.Began(pull, _names.Of(pull));

    /// <summary>How a line's pull or stream is.</summary>
    public static StreamStateKind Badge(PullPageItem item) => item.Stream is { } stream ? PullWords.Badge(item.Pull, stream) : PullWords.Badge(item.Pull);

    /// <summary>How long it took.</summary>
    public static string Took(PullPageItem item)
    {
        var (from, to) = item.Stream is { } stream ? (stream.StartedAt, stream.FinishedAt) : (item.Pull.StartedAt, item.Pull.FinishedAt);
        return from is { } began && to is { } ended ? Format.Duration(ended - began) : "";
    }

    /// <summary>Shows them.</summary>
    public async Task<IActionResult> OnGetAsync(string source, string id, string? state, string? by, string? stream, int? older, int? newer, CancellationToken cancellationToken)
    {
        if (await heads.FindAsync(source, id, cancellationToken) is not { } head)
            return NotFound();
        (Head, Filter) = (head, PullFilter.From(state, by, stream));
        var key = VisibleConnections.KeyOf(head.Connection);
        var database = await visible.OpenAsync(cancellationToken);
        Streams = await ConnectionStreams.AllAsync(database, key, cancellationToken);
        // A name that no stream has would reach the database as it came.
        if (Filter.Stream is { } name && Streams.All(known => known.Name != name))
            Filter = Filter with { Stream = null };
        var query = new PullPageQuery { Outcome = Filter.Outcome, Trigger = Filter.Trigger, Stream = Filter.Stream, OlderThan = older, NewerThan = newer };
        Pulls = await PullPage.ReadAsync(database, key, query, cancellationToken);
        _names = await people.NamesAsync(Pulls.Items.Select(item => item.Pull), cancellationToken);
        return Page();
    }
}
