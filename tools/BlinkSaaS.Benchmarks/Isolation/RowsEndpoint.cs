using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace BlinkSaaS.Benchmarks.Isolation;

/// <summary>An endpoint on this machine that answers pages of rows as fast as they are asked for: all but the numbers in their keys was written before.</summary>
internal sealed class RowsEndpoint : IAsyncDisposable
{
    public const int RowsInPage = 100;
    public const int BytesInRow = 1_400;
    private const int DistinctPages = 64;
    private const string Begin = "{\"key\":\"row-";
    private const string Number = "000000";
    private static readonly byte[] s_end = "[]"u8.ToArray();

    private readonly WebApplication _app;

    private RowsEndpoint(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>How many pages there are before the empty one that ends the walk.</summary>
    public int Pages { get; set; }

    public int Rows => Pages * RowsInPage;

    public static async Task<RowsEndpoint> StartAsync(CancellationToken cancellationToken)
    {
        var written = Enumerable.Range(0, DistinctPages).Select(Page).ToList();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var endpoint = new RowsEndpoint(app);
        app.Run(async context =>
        {
            var number = int.Parse(context.Request.Query["page"].ToString(), CultureInfo.InvariantCulture);
            var body = number > endpoint.Pages ? s_end : written[number % DistinctPages];
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = body.Length;
            Write(body, number, context.Response.BodyWriter);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        });
        await app.StartAsync(cancellationToken);
        return endpoint;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Write(byte[] body, int number, PipeWriter to)
    {
        var page = to.GetSpan(body.Length);
        body.CopyTo(page);
        for (var row = 1; row + BytesInRow < body.Length; row += BytesInRow + 1)
            Utf8Formatter.TryFormat(number, page[(row + Begin.Length)..], out _, new StandardFormat('D', (byte)Number.Length));
        to.Advance(body.Length);
    }

    private static byte[] Page(int seed)
    {
        var random = new Random(seed);
        return Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, RowsInPage).Select(i => Row(i, random)))}]");
    }

    private static string Row(int i, Random random)
    {
        const string End = "\"}";
        var row = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{Begin}{Number}-{i:000}\",\"date_created\":\"2026-11-26T10:00:{i % 60:00}Z\",\"value\":\""));
        while (row.Length + End.Length < BytesInRow)
            row.Append(CultureInfo.InvariantCulture, $"{random.Next():x} ");
        row.Length = BytesInRow - End.Length;
        return row.Append(End).ToString();
    }
}
