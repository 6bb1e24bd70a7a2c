using System.Net;
using System.Net.Sockets;

namespace BlinkSaaS.Sources.Testing;

/// <summary>
/// Stands between the source and the author's fake API, on loopback: passes calls on, records them, and does to the answers
/// what networks and servers do.
/// </summary>
internal sealed class ApiDetour : IAsyncDisposable
{
    private static readonly string[] NotPassedOn = ["Host", "Content-Length", "Content-Type", "Connection", "Accept-Encoding", "Transfer-Encoding", "Date", "Server"];

    private readonly HttpListener _listener;
    private readonly HttpMessageInvoker _api;
    private readonly Uri _target;
    private readonly Task _serving;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly List<RecordedCall> _calls = [];
    private Interference _interference = new Interference.None();
    private readonly List<(string PathAndQuery, byte[] Body)> _before = [];

    public ApiDetour(Uri target, HttpMessageHandler? handler)
    {
        _target = target;
        _api = new HttpMessageInvoker(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }, disposeHandler: handler is null);
        (_listener, Address) = Listen(target.AbsolutePath);
        _serving = ServeAsync();
    }

    /// <summary>Where the source calls.</summary>
    public Uri Address { get; }

    public IReadOnlyList<RecordedCall> Calls
    {
        get
        {
            lock (_lock)
                return [.. _calls];
        }
    }

    /// <summary>What is done to the answers from now on; the record of calls starts anew.</summary>
    public void Interfere(Interference interference)
    {
        lock (_lock)
        {
            _interference = interference;
            _before.Clear();
            _calls.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _closed.SetResult();
        _listener.Close();
        await _serving;
        _api.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                // A wait that begins while the listener is closed may never end by itself.
                var next = _listener.GetContextAsync();
                if (await Task.WhenAny(next, _closed.Task) != next)
                    return;
                _ = AnswerAsync(await next);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext call)
    {
        try
        {
            var pathAndQuery = call.Request.Url!.PathAndQuery;
            Interference interference;
            lock (_lock)
            {
                _calls.Add(new RecordedCall(pathAndQuery, call.Request.Headers["Authorization"]));
                interference = _calls.Count > _interference.AfterCalls ? _interference.Take() : new Interference.None();
            }

            await AnswerAsync(call, pathAndQuery, interference);
        }
        catch (Exception e) when (e is HttpListenerException or HttpRequestException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The caller went away, or the fake API did: either way there is nobody left to answer.
            call.Response.Abort();
        }
    }

    private async Task AnswerAsync(HttpListenerContext call, string pathAndQuery, Interference interference)
    {
        switch (interference)
        {
            case Interference.Answer canned:
                await WriteAsync(call.Response, canned.Canned.Status, canned.Canned.ContentType, System.Text.Encoding.UTF8.GetBytes(canned.Canned.Body));
                return;
            case Interference.Hang hang:
                hang.Reached.TrySetResult();
                await hang.Released.Task;
                call.Response.Abort();
                return;
            case Interference.RepeatPage repeat when RepeatedBody(pathAndQuery, repeat.Parameter) is { } body:
                await WriteAsync(call.Response, 200, "application/json", body);
                return;
        }

        using var answer = await PassOnAsync(call.Request, pathAndQuery);
        var received = await answer.Content.ReadAsByteArrayAsync();
        Remember(pathAndQuery, received);
        foreach (var header in answer.Headers.Where(h => !NotPassedOn.Contains(h.Key, StringComparer.OrdinalIgnoreCase)))
            call.Response.Headers[header.Key] = string.Join(", ", header.Value);
        await WriteAsync(call.Response, (int)answer.StatusCode, answer.Content.Headers.ContentType?.ToString(), received, cutOff: interference is Interference.CutOff);
    }

    private async Task<HttpResponseMessage> PassOnAsync(HttpListenerRequest call, string pathAndQuery)
    {
        using var request = new HttpRequestMessage(new HttpMethod(call.HttpMethod), new Uri(_target, pathAndQuery));
        foreach (var name in call.Headers.AllKeys.OfType<string>().Where(n => !NotPassedOn.Contains(n, StringComparer.OrdinalIgnoreCase)))
            request.Headers.TryAddWithoutValidation(name, call.Headers[name]);
        using var body = new MemoryStream();
        await call.InputStream.CopyToAsync(body);
        if (body.Length > 0 || call.ContentType is not null)
        {
            request.Content = new ByteArrayContent(body.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", call.ContentType);
        }

        return await _api.SendAsync(request, CancellationToken.None);
    }

    private static async Task WriteAsync(HttpListenerResponse response, int status, string? contentType, byte[] body, bool cutOff = false)
    {
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength64 = body.Length;
        await response.OutputStream.WriteAsync(cutOff ? body.AsMemory(0, body.Length / 2) : body);
        if (cutOff)
        {
            await response.OutputStream.FlushAsync();
            response.Abort();
        }
        else
        {
            response.Close();
        }
    }

    private void Remember(string pathAndQuery, byte[] body)
    {
        lock (_lock)
        {
            if (_interference is Interference.RepeatPage)
                _before.Add((pathAndQuery, body));
        }
    }

    /// <summary>The body of the call before, where this call asks for the next page of the same thing.</summary>
    private byte[]? RepeatedBody(string pathAndQuery, string parameter)
    {
        lock (_lock)
        {
            // Between two pages a source may ask for other things.
            var before = _before.FindLast(known => known.PathAndQuery != pathAndQuery && Without(known.PathAndQuery) == Without(pathAndQuery));
            return before.Body;
        }

        string Without(string address)
        {
            var parts = address.Split('?', 2);
            return parts.Length == 1 ? address : parts[0] + '?' + string.Join('&', parts[1].Split('&').Where(p => !p.StartsWith(parameter + '=', StringComparison.Ordinal)));
        }
    }

    // HttpListener cannot choose a free port by itself, and one that was free a moment ago may be taken.
    private static (HttpListener Listener, Uri Address) Listen(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            var listener = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
            try
            {
                listener.Start();
                return (listener, new Uri($"http://127.0.0.1:{port}{path}"));
            }
            catch (HttpListenerException) when (attempt < 20)
            {
                listener.Close();
            }
        }
    }
}

/// <summary>A call as it came from the source.</summary>
internal sealed record RecordedCall(string PathAndQuery, string? Authorization);
