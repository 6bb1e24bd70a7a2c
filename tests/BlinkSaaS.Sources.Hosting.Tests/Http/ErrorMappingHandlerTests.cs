using System.Net;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Tests.Support;

namespace BlinkSaaS.Sources.Hosting.Tests.Http;

public sealed class ErrorMappingHandlerTests
{
    [Fact]
    public async Task Failures_of_the_transport_become_sentences()
    {
        (Exception Problem, string Sentence)[] cases =
        [
            (new HttpRequestException(HttpRequestError.NameResolutionError), "The address of Fake was not found. Check that this server can reach the internet, then try again."),
            (new HttpRequestException(HttpRequestError.ConnectionError), "Fake cannot be reached. Try again later."),
            (new HttpRequestException(HttpRequestError.SecureConnectionError), "No secure connection to Fake could be made. Try again later; if it stays so, tell whoever runs this BlinkSaaS."),
            (new HttpRequestException(HttpRequestError.ResponseEnded), "Fake broke off its answer. Try again later."),
            (new HttpRequestException("", new PrivateAddressException("x")), "The address of Fake leads into a private network, so it was not called. Tell whoever runs this BlinkSaaS."),
            (new CallTimedOutException(TimeSpan.FromSeconds(100)), "Fake did not answer within 100 seconds. Try again later."),
            (new AnswerTooLargeException(64 << 20), "Fake sent an answer that is larger than 64 MB. Try again later; if it stays so, tell whoever runs this BlinkSaaS."),
        ];
        foreach (var (problem, sentence) in cases)
        {
            var thrown = await Assert.ThrowsAsync<SourceUnavailableException>(() => FakeAnswers.Throwing(problem).GetThrough(new ErrorMappingHandler("Fake")));
            Assert.Equal(sentence, thrown.Message);
            Assert.Same(problem, thrown.InnerException);
        }
    }

    [Fact]
    public async Task Defects_and_rejections_stay_what_they_are()
    {
        foreach (var problem in new Exception[] { new RequestRefusedException("No."), new CredentialRejectedException("No."), new InvalidOperationException() })
            Assert.Same(problem, await Record.ExceptionAsync(() => FakeAnswers.Throwing(problem).GetThrough(new ErrorMappingHandler("Fake"))));
    }

    [Fact]
    public async Task A_caller_who_gave_up_sees_that()
    {
        using var caller = new CancellationTokenSource();
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => FakeAnswers.Throwing(new OperationCanceledException(caller.Token)).GetThrough(new ErrorMappingHandler("Fake"), cancellationToken: caller.Token));
    }

    [Fact]
    public async Task Error_statuses_are_the_sources_to_read()
    {
        using var response = await FakeAnswers.Of(HttpStatusCode.Forbidden).GetThrough(new ErrorMappingHandler("Fake"));
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
