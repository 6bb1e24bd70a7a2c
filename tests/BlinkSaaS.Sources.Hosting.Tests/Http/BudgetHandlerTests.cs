using System.Net;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace BlinkSaaS.Sources.Hosting.Tests.Http;

public sealed class BudgetHandlerTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly CallMeter _meter = new();

    [Fact]
    public async Task A_call_is_acquired_sent_and_settled_with_its_headers()
    {
        var budget = new RecordingBudget
        {
            OnAcquire = (_, _) =>
            {
                _clock.Advance(TimeSpan.FromSeconds(3));
                return ValueTask.CompletedTask;
            },
        };
        var network = new FakeAnswers((_, _) =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(250));
            return Task.FromResult(FakeAnswers.Answer(HttpStatusCode.OK, ("X-RateLimit-Remaining", "41")));
        });

        using var response = await network.GetThrough(Handler(budget));

        var answer = Assert.Single(budget.Settled);
        Assert.Equal((200, 41), (answer.Status, answer.Remaining));
        Assert.Equal(TimeSpan.FromMilliseconds(250), _clock.GetElapsedTime(answer.Sent, answer.Answered));
        Assert.Equal((1, 0), (_meter.Calls, _meter.Refused));
        Assert.Equal(TimeSpan.FromSeconds(3), _meter.Waited);
        Assert.Equal(0, budget.Open);
    }

    [Fact]
    public async Task A_refused_call_is_given_back_to_the_budget_and_repeated_with_the_next_permit()
    {
        var budget = new RecordingBudget();
        var network = FakeAnswers.Of(
            [.. Enumerable.Repeat(HttpStatusCode.TooManyRequests, 25), HttpStatusCode.OK]);

        using var response = await network.GetThrough(Handler(budget));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(26, budget.Acquired);
        Assert.Equal(25, budget.Settled.Count(answer => answer.Status == 429));
        Assert.Equal((26, 25), (_meter.Calls, _meter.Refused));
    }

    [Fact]
    public async Task A_refused_post_is_repeated_with_its_body()
    {
        var bodies = new List<string>();
        async Task<HttpResponseMessage> Keep(HttpRequestMessage request, HttpStatusCode status, CancellationToken token)
        {
            using var sent = new MemoryStream();
            await request.Content!.CopyToAsync(sent, token);
            bodies.Add(System.Text.Encoding.UTF8.GetString(sent.ToArray()));
            return FakeAnswers.Answer(status);
        }
        var network = new FakeAnswers((r, t) => Keep(r, HttpStatusCode.TooManyRequests, t), (r, t) => Keep(r, HttpStatusCode.OK, t));
        using var once = new MemoryStream("question"u8.ToArray());
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://api.example.com/v1/search") { Content = new StreamContent(once) };

        using var response = await network.SendThrough(Handler(new RecordingBudget()), request);

        Assert.Equal(["question", "question"], bodies);
    }

    [Fact]
    public async Task Waiting_for_the_next_permit_after_a_refusal_ends_when_the_caller_gives_up()
    {
        using var caller = new CancellationTokenSource();
        var budget = new RecordingBudget
        {
            OnAcquire = async (number, token) =>
            {
                if (number < 2)
                    return;
                await caller.CancelAsync();
                token.ThrowIfCancellationRequested();
            },
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => FakeAnswers.Of(HttpStatusCode.TooManyRequests).GetThrough(Handler(budget), cancellationToken: caller.Token));

        Assert.Equal(0, budget.Open);
        Assert.Single(budget.Settled);
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError)]
    [InlineData(HttpRequestError.ConnectionError)]
    [InlineData(HttpRequestError.SecureConnectionError)]
    public async Task A_call_that_found_no_connection_is_returned(HttpRequestError error)
    {
        var budget = new RecordingBudget();

        await Assert.ThrowsAsync<HttpRequestException>(() => FakeAnswers.Throwing(new HttpRequestException(error)).GetThrough(Handler(budget)));

        Assert.Equal((1, 0, 0), (budget.Returned, budget.Settled.Count, budget.Open));
        Assert.Equal(0, _meter.Calls);
    }

    [Fact]
    public async Task A_call_whose_answer_was_lost_is_charged()
    {
        var budget = new RecordingBudget();

        await Assert.ThrowsAsync<HttpRequestException>(
            () => FakeAnswers.Throwing(new HttpRequestException(HttpRequestError.ResponseEnded)).GetThrough(Handler(budget)));

        Assert.Null(Assert.Single(budget.Settled).Status);
        Assert.Equal((0, 1), (budget.Returned, _meter.Calls));
    }

    [Fact]
    public async Task A_call_that_a_later_handler_refused_is_returned()
    {
        var budget = new RecordingBudget();
        var handler = Handler(budget);
        var hosts = new PermittedHostsHandler(PermittedHosts.Of(["api.example.com"])) { InnerHandler = FakeAnswers.Of(HttpStatusCode.OK) };

        await Assert.ThrowsAsync<RequestRefusedException>(
            () => hosts.SendThrough(handler, new HttpRequestMessage(HttpMethod.Get, "https://elsewhere.example.org/")));

        Assert.Equal((1, 0), (budget.Returned, budget.Settled.Count));
    }

    [Fact]
    public async Task Headers_of_an_answer_whose_body_broke_off_are_still_learned_from()
    {
        var budget = new RecordingBudget();
        var network = new FakeAnswers((request, _) =>
        {
            using var answer = FakeAnswers.Answer(HttpStatusCode.OK, ("X-RateLimit-Remaining", "7"));
            CallNote.Of(request)!.HeadersCame(answer, _clock.GetTimestamp());
            throw new HttpRequestException(HttpRequestError.ResponseEnded);
        });

        await Assert.ThrowsAsync<HttpRequestException>(() => network.GetThrough(Handler(budget)));

        Assert.Equal(7, Assert.Single(budget.Settled).Remaining);
    }

    private BudgetHandler Handler(RecordingBudget budget) => new("fake", FakeSource.Descriptor.RateLimit, budget, _meter, _clock);
}
