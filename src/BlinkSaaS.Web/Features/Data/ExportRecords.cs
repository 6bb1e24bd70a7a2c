using System.Text;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Sources;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Workspaces;
using Microsoft.Net.Http.Headers;

namespace BlinkSaaS.Web.Features.Data;

/// <summary>
/// Writes every record that matches as a file, row by row as the database gives them: the memory it takes does not grow
/// with the records. Whoever calls has proven the right to use the connection.
/// </summary>
public sealed class ExportRecords(VisibleConnections visible)
{
    /// <summary>The formats: ending and content type.</summary>
    public static readonly IReadOnlyDictionary<string, string> Formats = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["csv"] = "text/csv; charset=utf-8; header=present",
        ["ndjson"] = "application/x-ndjson",
    };

    /// <summary>CSV with the chosen columns, or NDJSON with every cell.</summary>
    public async Task RunAsync(HttpResponse response, DataPlace place, StreamInfo stream, DataQuery query, IReadOnlyList<Column> columns, string format, CancellationToken cancellationToken)
    {
        await using var snapshot = await visible.SnapshotAsync(TimeSpan.Zero, cancellationToken);
        await using var rows = RecordReader.ExportAsync(snapshot.Connection, VisibleConnections.KeyOf(place.Connection), stream, query.ForEngine(), cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        // Until the first row is there a failure is still an error page; later it cuts the file off, and the browser says so.
        var more = await rows.MoveNextAsync();
        response.ContentType = Formats[format];
        response.Headers.ContentDisposition = Attachment(place, stream, format);
        response.Headers.CacheControl = "no-store";

        var csv = format == "csv";
        await using var writer = new StreamWriter(response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: csv), bufferSize: 16 * 1024, leaveOpen: true);
        if (csv)
            await writer.WriteAsync(CsvText.Head(columns).AsMemory(), cancellationToken);
        for (; more; more = await rows.MoveNextAsync())
        {
            var line = csv ? CsvText.Row(columns, rows.Current.Cells) : rows.Current.Cells.GetRawText() + "\n";
            await writer.WriteAsync(line.AsMemory(), cancellationToken);
        }

        await writer.FlushAsync(cancellationToken);
    }

    /// <summary>A header that makes the browser keep the answer as a file, named in plain ASCII.</summary>
    public static string Attachment(DataPlace place, StreamInfo stream, string ending)
    {
        var name = CreateWorkspace.SlugOf($"{place.Connection.Name} {stream.Name}");
        var header = new ContentDispositionHeaderValue("attachment") { FileName = $"{(name.Length == 0 ? "records" : name)}.{ending}" };
        return header.ToString();
    }
}
