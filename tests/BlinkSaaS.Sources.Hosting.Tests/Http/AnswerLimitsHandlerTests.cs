using System.IO.Compression;
using System.Net;
using System.Text;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace BlinkSaaS.Sources.Hosting.Tests.Http;

/// <summary>Over a real socket on loopback: what goes wrong with a body goes wrong there.</summary>
public sealed class AnswerLimitsHandlerTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly CallMeter _meter = new();
    private readonly SourceConnections _connections = new();

    public void Dispose() => _connections.Dispose();

    [Fact]
    public async Task A_body_within_the_limits_is_given_whole_and_counted()
    {
        await using var server = LoopbackServer.AnsweringJson("""{"name":"Mara"}""");

        using var response = await GetAsync(server, maxBytes: 15);

        Assert.Equal("""{"name":"Mara"}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(15, _meter.Bytes);
    }

    [Fact]
    public async Task A_body_that_says_it_is_too_large_is_not_read()
    {
        await using var server = LoopbackServer.AnsweringJson("""{"name":"Mara"}""");
        await Assert.ThrowsAsync<AnswerTooLargeException>(() => GetAsync(server, maxBytes: 14));
    }

    [Fact]
    public async Task A_body_that_never_ends_is_cut_off_at_the_limit()
    {
        await using var server = new LoopbackServer(async (_, stream, token) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8.ToArray(), token);
            while (true)
                await stream.WriteAsync(new byte[64 * 1024], token);
        });
        await Assert.ThrowsAsync<AnswerTooLargeException>(() => GetAsync(server, maxBytes: 1 << 20));
    }

    [Fact]
    public async Task The_limit_counts_what_comes_out_of_compression()
    {
        await using var server = LoopbackServer.Answering(_ => ("200 OK\r\nContent-Encoding: gzip", Gzip(new byte[4 << 20])));
        await Assert.ThrowsAsync<AnswerTooLargeException>(() => GetAsync(server, maxBytes: 1 << 20));
        using var response = await GetAsync(server, maxBytes: 4 << 20);
        Assert.Equal(4 << 20, _meter.Bytes);
    }

    [Fact]
    public async Task A_broken_compression_is_a_failure_of_the_transport()
    {
        await using var server = LoopbackServer.Answering(_ => ("200 OK\r\nContent-Encoding: gzip", Encoding.ASCII.GetBytes("no gzip at all")));
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(server));
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_a_failure_of_the_transport()
    {
        await using var server = new LoopbackServer(async (_, stream, token) =>
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"name\":"u8.ToArray(), token));
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(server));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"na")]
    public async Task An_answer_that_does_not_come_or_does_not_end_is_given_up_after_its_time(string begun)
    {
        var stuck = new TaskCompletionSource();
        await using var server = new LoopbackServer(async (_, stream, token) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(begun), token);
            stuck.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });

        var getting = GetAsync(server);
        await stuck.Task;
        _clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(getting.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.1));

        await Assert.ThrowsAsync<CallTimedOutException>(() => getting);
    }

    [Fact]
    public async Task A_caller_who_gives_up_in_the_middle_of_a_body_is_obeyed_at_once()
    {
        var stuck = new TaskCompletionSource();
        await using var server = new LoopbackServer(async (_, stream, token) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"u8.ToArray(), token);
            stuck.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        using var caller = new CancellationTokenSource();

        var getting = GetAsync(server, cancellationToken: caller.Token);
        await stuck.Task;
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => getting);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var server = LoopbackServer.Answering(_ => ("302 Found\r\nLocation: http://127.0.0.1:9/secret", []));
        using var response = await GetAsync(server);
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Single(server.Requests);
    }

    private async Task<HttpResponseMessage> GetAsync(LoopbackServer server, long maxBytes = 1 << 20, CancellationToken? cancellationToken = null)
    {
        var handler = new AnswerLimitsHandler(maxBytes, TimeSpan.FromSeconds(10), _meter, _clock);
        return await _connections.For("fake", server.BaseAddress).SendThrough(
            handler, new HttpRequestMessage(HttpMethod.Get, new Uri(server.BaseAddress, "me")), cancellationToken);
    }

    private static byte[] Gzip(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(plain);
        return packed.ToArray();
    }
}
