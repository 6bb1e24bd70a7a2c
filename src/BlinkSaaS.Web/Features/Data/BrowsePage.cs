using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Sources;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;

namespace BlinkSaaS.Web.Features.Data;

/// <summary>The records of a stream, and perhaps one of them beside the table: what both pages share.</summary>
public abstract class BrowsePage(FindData find, ReadRecords read, VisibleConnections visible, ConnectionUrls urls, PersonClock clock) : PageModel
{
    /// <summary>Where the page is.</summary>
    public DataPlace Place { get; private set; } = null!;

    /// <summary>The stream; null where nothing was pulled of the connection so far.</summary>
    public StreamInfo? Stream => Place.Stream;

    /// <summary>What the URL asks for.</summary>
    public DataQuery Query { get; private set; } = new();

    /// <summary>Where the page leads.</summary>
    public DataLinks Links { get; private set; } = null!;

    /// <summary>What was read.</summary>
    public RecordsRead Read { get; private set; } = new();

    /// <summary>The columns to show.</summary>
    public IReadOnlyList<Column> Columns { get; private set; } = [];

    /// <summary>The connections to switch to.</summary>
    public IReadOnlyList<DataChoice> Others { get; private set; } = [];

    /// <summary>Key of the record beside the table.</summary>
    public string? Key { get; protected set; }

    /// <summary>Key of the record that was just closed by a script: the focus goes back to its row.</summary>
    public string? Closed =>
        Request.Headers["HX-Trigger"] == CloseId && Uri.TryCreate(Request.Headers["HX-Current-URL"], UriKind.Absolute, out var from)
            ? QueryHelpers.ParseQuery(from.Query)["key"].ToString()
            : null;

    /// <summary>Identifier of the link that closes the record.</summary>
    public const string CloseId = "close-record";

    /// <summary>Whether the person may export.</summary>
    public bool MayExport => visible.MayUse;

    /// <summary>Whether the person may say what became of records that a pull did not see.</summary>
    public bool MayManage => visible.MayManage(Place.Connection);

    /// <summary>The column that the records are sorted by.</summary>
    public Column? SortedBy => Stream?.Columns.FirstOrDefault(column => column.Name == Query.Sort);

    /// <summary>Shows a stream; without one in the URL, the one with the most records.</summary>
    protected async Task<IActionResult> ShowAsync(string connection, string? stream, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(connection, stream, cancellationToken))
            return NotFound();
        if (Stream is null && Place.Streams.Count > 0)
            return Redirect($"{urls.Data(Place.Connection)}/{Place.Streams.MaxBy(s => s.Live)!.Name}");
        if (Stream is { } shown)
            Read = await read.RunAsync(Place, shown, Query, Key, cancellationToken);
        Others = await find.OthersAsync(cancellationToken);
        ViewData["Title"] = Stream is null ? $"{Place.Connection.Name}, Data" : $"{Stream.Title}, {Place.Connection.Name}, Data";
        return Page();
    }

    /// <summary>Finds what the URL names and reads what it asks for.</summary>
    protected async Task<bool> LoadAsync(string connection, string? stream, CancellationToken cancellationToken)
    {
        if (await find.RunAsync(connection, stream, cancellationToken) is not { } place)
            return false;
        Place = place;
        Query = DataQuery.Of(Request.Query, clock.Zone);
        Links = new DataLinks($"{urls.Data(place.Connection)}/{stream}", Query);
        if (Stream is { } found)
            Columns = ColumnChoice.Of(Request, place.Connection.SourceKey, found.Name, found.Columns, Query.Columns);
        return true;
    }
}
