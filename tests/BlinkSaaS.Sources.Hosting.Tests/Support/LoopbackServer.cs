using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BlinkSaaS.Sources.Hosting.Tests.Support;

/// <summary>An HTTP server on loopback that answers byte by byte as the test says, broken answers included.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, Stream, CancellationToken, Task> _answer;
    private readonly Task _accepting;

    public LoopbackServer(Func<string, Stream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        BaseAddress = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1/");
        _accepting = AcceptAsync();
    }

    public Uri BaseAddress { get; }

    /// <summary>Heads of the requests, as received.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Gives whole answers: head without the empty line, and body.</summary>
    public static LoopbackServer Answering(Func<string, (string Head, byte[] Body)> answer) => new(async (request, stream, token) =>
    {
        var (head, body) = answer(request);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {head}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"), token);
        await stream.WriteAsync(body, token);
    });

    public static LoopbackServer AnsweringJson(string json) => Answering(_ => ("200 OK\r\nContent-Type: application/json", Encoding.UTF8.GetBytes(json)));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception problem) when (problem is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
            try
            {
                await using var stream = client.GetStream();
                var head = await ReadHeadAsync(stream, _stop.Token);
                if (head.Length == 0)
                    return;
                lock (Requests)
                    Requests.Add(head);
                await _answer(head, stream, _stop.Token);
            }
            catch (Exception problem) when (problem is OperationCanceledException or IOException)
            {
                // The client went away, or the test is over.
            }
    }

    private static async Task<string> ReadHeadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        var part = new byte[1];
        while (await stream.ReadAsync(part, cancellationToken) == 1)
        {
            head.Append((char)part[0]);
            if (head.Length >= 4 && head[^1] == '\n' && head[^2] == '\r' && head[^3] == '\n')
                return head.ToString();
        }
        return "";
    }
}
