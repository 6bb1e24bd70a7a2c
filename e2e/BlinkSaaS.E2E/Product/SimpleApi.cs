using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace BlinkSaaS.E2E.Product;

/// <summary>The API that the template's plugin reads: whose token it is, and three pages of items.</summary>
public sealed class SimpleApi : IAsyncDisposable
{
    public const string Token = "token-of-a-toggl-account-0123456789";
    private const int Items = 13;
    private const int PageSize = 5;

    private readonly HttpListener listener;
    private readonly Task answering;
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SimpleApi()
    {
        (listener, Address) = Listen();
        answering = AnswerAsync();
    }

    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        closed.SetResult();
        listener.Close();
        await answering;
    }

    /// <summary>On a free port. Somebody may take it in between: then on another.</summary>
    private static (HttpListener Listener, Uri Address) Listen()
    {
        while (true)
        {
            using var free = new TcpListener(IPAddress.Loopback, 0);
            free.Start();
            var address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/v1/";
            free.Stop();
            var listener = new HttpListener();
            listener.Prefixes.Add(address);
            try
            {
                listener.Start();
                return (listener, new Uri(address));
            }
            catch (HttpListenerException)
            {
                listener.Close();
            }
        }
    }

    private async Task AnswerAsync()
    {
        while (true)
        {
            try
            {
                // A wait that begins while the listener is closed may never end by itself.
                var next = listener.GetContextAsync();
                if (await Task.WhenAny(next, closed.Task) != next)
                    return;
                var call = await next;
                var (status, body) = Answer(call.Request);
                call.Response.StatusCode = status;
                call.Response.ContentType = "application/json";
                await call.Response.OutputStream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body));
                call.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // Closed, or whoever asked has gone.
                if (closed.Task.IsCompleted)
                    return;
            }
        }
    }

    private static (int Status, object Body) Answer(HttpListenerRequest request)
    {
        if (request.Headers["Authorization"] != $"Bearer {Token}")
            return (401, new { error = "bad token" });
        return request.Url!.AbsolutePath switch
        {
            "/v1/me" => (200, new { name = "Robin Toggl" }),
            "/v1/items" => (200, Page(int.Parse(request.QueryString["page"] ?? "1", CultureInfo.InvariantCulture))),
            "/v1/rows" => (200, Enumerable.Range(0, 3).Select(i => new { id = $"row-{i}" })),
            _ => (404, new { error = "no such path" }),
        };
    }

    private static object Page(int page) => new
    {
        items = Enumerable.Range(0, Items).Skip((page - 1) * PageSize).Take(PageSize)
            .Select(i => new { id = $"item-{i}", name = $"Item {i}", updated_at = DateTimeOffset.UnixEpoch.AddDays(20_000 + i) }),
        more = Items > page * PageSize,
    };
}
