using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace BlinkSaaS.Benchmarks.Isolation;

/// <summary>An endpoint on this machine that answers pages of rows as fast as they are asked for: they were written before, but for the number in the first row.</summary>
internal sealed class RowsEndpoint : IAsyncDisposable
{
    public const int RowsInPage = 100;
    public const int BytesInRow = 1_400;
    private const int DistinctPages = 64;
    private const string Begin = "[{\"key\":\"row-";
    private static readonly int s_numberAt = Begin.Length;
    private static readonly byte[] s_end = "[]"u8.ToArray();

    private readonly WebApplication _app;

    private RowsEndpoint(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <param name="pages">How many pages there are before the empty one that ends the walk.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static async Task<RowsEndpoint> StartAsync(int pages, CancellationToken cancellationToken)
    {
        var written = Enumerable.Range(0, DistinctPages).Select(Page).ToList();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context =>
        {
            var number = int.Parse(context.Request.Query["page"].ToString(), CultureInfo.InvariantCulture);
            var body = number > pages ? s_end : written[number % DistinctPages];
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = body.Length;
            body.CopyTo(context.Response.BodyWriter.GetSpan(body.Length));
            if (number <= pages)
                Utf8Formatter.TryFormat(number, context.Response.BodyWriter.GetSpan(body.Length)[s_numberAt..], out _, new StandardFormat('D', 6));
            context.Response.BodyWriter.Advance(body.Length);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        });
        await app.StartAsync(cancellationToken);
        return new RowsEndpoint(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static byte[] Page(int number)
    {
        var random = new Random(number);
        var page = new StringBuilder("[");
        for (var i = 0; i < RowsInPage; i++)
        {
            var row = string.Create(CultureInfo.InvariantCulture, $$"""{"key":"row-{{number:000000}}-{{i:000}}","date_created":"2026-11-26T10:00:{{i % 60:00}}Z","value":" """).TrimEnd();
            page.Append(i == 0 ? "" : ",").Append(row);
            while (row.Length + 2 < BytesInRow)
            {
                var word = string.Create(CultureInfo.InvariantCulture, $"{random.Next():x} ");
                page.Append(word);
                row += word;
            }

            page.Append("\"}");
        }

        return Encoding.UTF8.GetBytes(page.Append(']').ToString());
    }
}
