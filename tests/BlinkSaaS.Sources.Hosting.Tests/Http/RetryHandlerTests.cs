using System.Net;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace BlinkSaaS.Sources.Hosting.Tests.Http;

public sealed class RetryHandlerTests
{
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    public async Task A_get_that_failed_by_chance_is_repeated(HttpStatusCode status)
    {
        var network = FakeAnswers.Of(status, HttpStatusCode.OK);
        using var response = await Pass(network.GetThrough(new RetryHandler(_clock)));
        Assert.Equal((HttpStatusCode.OK, 2), (response.StatusCode, network.Calls));
    }

    [Fact]
    public async Task A_repeat_is_told_with_its_reason_and_its_pause()
    {
        var meter = new CallMeter();
        using var response = await Pass(FakeAnswers.Of(HttpStatusCode.BadGateway, HttpStatusCode.OK).GetThrough(new RetryHandler(_clock, meter)));
        var repeat = Assert.Single(meter.TakeRepeats());
        Assert.Equal((null, 502), (repeat.Scope, repeat.Status));
        // Jitter may make the first pause very short.
        Assert.InRange(repeat.Pause, TimeSpan.FromTicks(1), RetryHandler.LongestPause);
        Assert.Empty(meter.TakeRepeats());
    }

    [Fact]
    public async Task The_last_answer_is_given_after_two_repeats()
    {
        var network = FakeAnswers.Of(HttpStatusCode.BadGateway);
        using var response = await Pass(network.GetThrough(new RetryHandler(_clock)));
        Assert.Equal((HttpStatusCode.BadGateway, 1 + RetryHandler.Repeats), (response.StatusCode, network.Calls));
    }

    [Fact]
    public async Task Failures_of_the_transport_are_repeated()
    {
        var network = FakeAnswers.Throwing(new HttpRequestException(HttpRequestError.ResponseEnded));
        await Assert.ThrowsAsync<HttpRequestException>(() => Pass(network.GetThrough(new RetryHandler(_clock))));
        Assert.Equal(3, network.Calls);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.NotImplemented)]
    [InlineData(HttpStatusCode.Found)]
    public async Task Other_answers_are_given_as_they_are(HttpStatusCode status)
    {
        var network = FakeAnswers.Of(status);
        using var response = await network.GetThrough(new RetryHandler(_clock));
        Assert.Equal((status, 1), (response.StatusCode, network.Calls));
    }

    [Fact]
    public async Task A_post_is_never_repeated()
    {
        var network = FakeAnswers.Of(HttpStatusCode.ServiceUnavailable);
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://api.example.com/v1/search");
        using var response = await network.SendThrough(new RetryHandler(_clock), request);
        Assert.Equal(1, network.Calls);
    }

    [Fact]
    public async Task Time_outs_private_addresses_and_rejected_secrets_are_not_repeated()
    {
        Exception[] final =
        [
            new CallTimedOutException(TimeSpan.FromSeconds(1)),
            new HttpRequestException(HttpRequestError.ConnectionError, "", new PrivateAddressException("x")),
            new CredentialRejectedException("No."),
            new RequestRefusedException("No."),
        ];
        foreach (var problem in final)
        {
            var network = FakeAnswers.Throwing(problem);
            var thrown = await Record.ExceptionAsync(() => network.GetThrough(new RetryHandler(_clock)));
            Assert.Same(problem, thrown);
            Assert.Equal(1, network.Calls);
        }
    }

    [Fact]
    public async Task A_short_pause_that_the_server_asks_for_is_kept()
    {
        var network = new FakeAnswers(
            (_, _) => Task.FromResult(FakeAnswers.Answer(HttpStatusCode.ServiceUnavailable, ("Retry-After", "7"))),
            (_, _) => Task.FromResult(FakeAnswers.Answer(HttpStatusCode.OK)));

        var sending = network.GetThrough(new RetryHandler(_clock));
        _clock.Advance(TimeSpan.FromSeconds(6.9));
        Assert.Equal(1, network.Calls);
        _clock.Advance(TimeSpan.FromSeconds(0.1));

        using var response = await sending;
        Assert.Equal(2, network.Calls);
    }

    [Fact]
    public async Task A_long_pause_is_left_to_the_caller()
    {
        var network = new FakeAnswers((_, _) => Task.FromResult(FakeAnswers.Answer(HttpStatusCode.ServiceUnavailable, ("Retry-After", "3600"))));
        using var response = await network.GetThrough(new RetryHandler(_clock));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 1), (response.StatusCode, network.Calls));
    }

    /// <summary>Moves the clock on until the call is done.</summary>
    private async Task<T> Pass<T>(Task<T> sending)
    {
        while (!sending.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        return await sending;
    }
}
