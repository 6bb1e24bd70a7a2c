using System.Net;
using System.Text;

namespace BlinkSaaS.Pulls.Tests.Compatibility;

/// <summary>The API that the plugin reads: two shelves with two pages of one item.</summary>
internal sealed class KeptApi : IDisposable
{
    private readonly HttpListener _listener = new();

    public KeptApi()
    {
        for (var port = 20_000 + Random.Shared.Next(20_000); ; port++)
        {
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                _listener.Start();
                Address = new Uri($"http://127.0.0.1:{port}/");
                break;
            }
            catch (HttpListenerException)
            {
                // Taken.
            }
        }

        _ = AnswerAsync();
    }

    public Uri Address { get; }

    public List<string> Authorizations { get; } = [];

    public void Dispose() => _listener.Close();

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                var (path, page) = (context.Request.Url!.AbsolutePath, context.Request.QueryString["page"]);
                lock (Authorizations)
                    Authorizations.Add(context.Request.Headers["Authorization"] ?? "");
                var body = path == "/me" ? "{\"name\":\"Mara Quill\"}"
                    : $"{{\"items\":[{{\"id\":\"{path[^1]}-{page}\",\"name\":\"Item\",\"changed\":1788000000000}}],\"more\":{(page == "0" ? "true" : "false")}}}";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }
}
