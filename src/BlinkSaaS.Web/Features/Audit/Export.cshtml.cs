using System.Globalization;
using System.Text;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Data;
using BlinkSaaS.Web.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlinkSaaS.Web.Features.Audit;

/// <summary>The entries that match, as a file.</summary>
public sealed class ExportModel(ReadAudit read, CurrentWorkspace workspace) : PageModel
{
    /// <summary>The chosen chip.</summary>
    [BindProperty(SupportsGet = true)]
    public AuditKind? Kind { get; set; }

    /// <summary>The chosen person.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Person { get; set; }

    /// <summary>The searched text.</summary>
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    /// <summary>Writes the file, line by line as the database gives them.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!workspace.IsAdmin)
            return this.Refuse(IndexModel.WhoCan);
        Response.ContentType = ExportRecords.Formats["csv"];
        Response.Headers.ContentDisposition = $"attachment; filename=\"audit-log-{workspace.Slug}.csv\"";
        Response.Headers.CacheControl = "no-store";
        await using var writer = new StreamWriter(Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), bufferSize: 16 * 1024, leaveOpen: true);
        await writer.WriteAsync("Time,Person,What,Name,Detail\r\n".AsMemory(), cancellationToken);
        await foreach (var entry in read.AllAsync(new AuditQuery(Kind, Person, Search)).WithCancellation(cancellationToken))
            await writer.WriteAsync(Line(entry).AsMemory(), cancellationToken);
        await writer.FlushAsync(cancellationToken);
        return new EmptyResult();
    }

    private static string Line(AuditEntry entry) => string.Join(',', new[]
    {
        entry.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), entry.ActorName, AuditWords.Of(entry.Action), entry.TargetName, entry.Detail ?? "",
    }.Select(CsvText.Text)) + "\r\n";
}
