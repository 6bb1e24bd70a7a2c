using System.Net;

namespace BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

/// <summary>A request that a sandbox asks the host to make.</summary>
internal sealed record WireRequest(int Call, int Context, HttpRequestMessage Message);

/// <summary>Requests and answers on the pipe.</summary>
internal static class HttpWire
{
    private const int MostHeaders = 200;

    public static async Task<ReadOnlyMemory<byte>> WriteAsync(int call, int context, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var to = new PayloadWriter().Number(call).Number(context).Text(request.Method.Method).Text(request.RequestUri?.OriginalString);
        WriteHeaders(to, request.Headers);
        if (request.Content is not { } content)
            return to.Byte(0).Written;
        var body = await content.ReadAsByteArrayAsync(cancellationToken);
        WriteHeaders(to.Byte(1), content.Headers);
        return to.Bytes(body).Written;
    }

    /// <exception cref="WireException">It is no request.</exception>
    public static WireRequest ReadRequest(ReadOnlyMemory<byte> body)
    {
        var from = new PayloadReader(body);
        var (call, context) = (from.Number(), from.Number());
        try
        {
            var message = new HttpRequestMessage(HttpMethod.Parse(from.Text()), from.TextOrNull() is { } address ? new Uri(address, UriKind.RelativeOrAbsolute) : null);
            ReadHeaders(from, (name, value) => message.Headers.TryAddWithoutValidation(name, value));
            if (from.Byte() == 0)
                return new WireRequest(call, context, message);
            var headers = new List<(string, string)>();
            ReadHeaders(from, (name, value) => headers.Add((name, value)));
            message.Content = new ReadOnlyMemoryContent(from.Bytes());
            foreach (var (name, value) in headers)
                message.Content.Headers.TryAddWithoutValidation(name, value);
            return new WireRequest(call, context, message);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new WireException("It sent a request that is none.", e);
        }
    }

    public static async Task<(ReadOnlyMemory<byte> Head, byte[] Body)> WriteAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var to = new PayloadWriter().Number((int)response.StatusCode).Text(response.ReasonPhrase);
        WriteHeaders(to, response.Headers);
        WriteHeaders(to, response.Content.Headers);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return (to.Number(body.Length).Written, body);
    }

    public static HttpResponseMessage ReadAnswer(ReadOnlyMemory<byte> body, HttpRequestMessage request)
    {
        var from = new PayloadReader(body);
        var response = new HttpResponseMessage((HttpStatusCode)from.Number()) { ReasonPhrase = from.TextOrNull(), RequestMessage = request };
        ReadHeaders(from, (name, value) => response.Headers.TryAddWithoutValidation(name, value));
        var headers = new List<(string, string)>();
        ReadHeaders(from, (name, value) => headers.Add((name, value)));
        response.Content = new ReadOnlyMemoryContent(from.Bytes());
        foreach (var (name, value) in headers)
            response.Content.Headers.TryAddWithoutValidation(name, value);
        return response;
    }

    private static void WriteHeaders(PayloadWriter to, System.Net.Http.Headers.HttpHeaders headers)
    {
        var all = headers.NonValidated.SelectMany(header => header.Value.Select(value => (header.Key, value))).Take(MostHeaders).ToList();
        to.Number(all.Count);
        foreach (var (name, value) in all)
            to.Text(name).Text(value);
    }

    private static void ReadHeaders(PayloadReader from, Action<string, string> add)
    {
        var count = from.Count();
        for (var i = 0; i < count; i++)
            add(from.Text(), from.Text());
    }
}
