using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Tests.Support;

namespace BlinkSaaS.Sources.Hosting.Tests.Http;

public sealed class TelemetryHandlerTests
{
    [Fact]
    public async Task A_request_is_an_activity_without_query_and_headers()
    {
        var source = "telemetry-activity";
        var seen = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == SourceTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (source.Equals(activity.GetTagItem("blinksaas.source")))
                    seen.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);

        using var response = await FakeAnswers.Of(HttpStatusCode.Forbidden).GetThrough(
            new TelemetryHandler(source, TimeProvider.System), "https://api.example.com/v1/me?api_key=5ecret");

        var activity = Assert.Single(seen);
        Assert.Equal("api.example.com", activity.GetTagItem("server.address"));
        Assert.Equal(403, activity.GetTagItem("http.response.status_code"));
        Assert.DoesNotContain(activity.TagObjects, tag => tag.Value?.ToString()?.Contains("5ecret", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Requests_are_counted_by_their_outcome()
    {
        var outcomes = new List<object?>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == SourceTelemetry.Name && instrument.Name == "blinksaas.source.requests")
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            var named = tags.ToArray().ToDictionary();
            if (named["blinksaas.source"] is "telemetry-meter")
                outcomes.Add(named["blinksaas.outcome"]);
        });
        listener.Start();
        var handler = () => new TelemetryHandler("telemetry-meter", TimeProvider.System);

        using var response = await FakeAnswers.Of(HttpStatusCode.OK).GetThrough(handler());
        foreach (var problem in new Exception[] { new SourceUnavailableException("x"), new CredentialRejectedException("x"), new RequestRefusedException("x") })
            Assert.Same(problem, await Record.ExceptionAsync(() => FakeAnswers.Throwing(problem).GetThrough(handler())));

        Assert.Equal(["200", "unavailable", "rejected", "defect"], outcomes);
    }

    [Fact]
    public void A_synchronous_send_is_refused()
    {
        using var invoker = new HttpMessageInvoker(new TelemetryHandler("fake", TimeProvider.System) { InnerHandler = FakeAnswers.Of(HttpStatusCode.OK) });
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://api.example.com/");
        Assert.Throws<RequestRefusedException>(() => invoker.Send(request, TestContext.Current.CancellationToken));
    }
}
