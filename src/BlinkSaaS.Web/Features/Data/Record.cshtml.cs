using System.Text;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace BlinkSaaS.Web.Features.Data;

/// <summary>A record beside the table it was chosen in; on a phone, alone.</summary>
public sealed class RecordModel(FindData find, ReadRecords read, VisibleConnections visible, ConnectionUrls urls, PersonClock clock)
    : BrowsePage(find, read, visible, urls, clock)
{
    private readonly ReadRecords _read = read;

    /// <summary>Shows the record; 404 where there is none of that key.</summary>
    public async Task<IActionResult> OnGetAsync(string connection, string stream, string? key, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(key))
            return NotFound();
        Key = key;
        var result = await ShowAsync(connection, stream, cancellationToken);
        // Where not even the record could be read in time, the page says so.
        if (result is NotFoundResult || (Read.Record is null && Read.Page is not null))
            return NotFound();
        if (Read.Record is null)
            return result;
        ViewData["Title"] = $"{RecordName}, {ViewData["Title"]}";
        return result;
    }

    /// <summary>The raw object as the API gave it, to keep.</summary>
    public async Task<IActionResult> OnGetRawAsync(string connection, string stream, string? key, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(key) || !await LoadAsync(connection, stream, cancellationToken)
            || await _read.OneAsync(Place, Stream!, key, Query.AsOf, cancellationToken) is not { } record)
            return NotFound();
        Response.Headers.ContentDisposition = ExportRecords.Attachment(Place, Stream!, "json");
        Response.Headers.CacheControl = "no-store";
        return new FileContentResult(Encoding.UTF8.GetBytes(record.Body), new MediaTypeHeaderValue("application/json"));
    }

    private string RecordName => Cell.Of(Stream!.Columns[0], Read.Record!.Row.Cells, 80) is { IsEmpty: false, Text: { Length: > 0 } text } ? text : Key!;
}
