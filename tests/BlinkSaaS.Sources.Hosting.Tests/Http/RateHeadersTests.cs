using System.Net;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Tests.Support;

namespace BlinkSaaS.Sources.Hosting.Tests.Http;

public sealed class RateHeadersTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Sound_headers_are_read()
    {
        var answer = Read(
            ("X-RateLimit-Limit", "100"), ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "1769860860"),
            ("Date", "Sat, 31 Jan 2026 12:00:05 GMT"), ("Retry-After", "30"));

        Assert.Equal((100, 0, 1769860860L), (answer.Limit, answer.Remaining, answer.Reset));
        Assert.Equal(s_now.AddSeconds(5), answer.Date);
        Assert.Equal(TimeSpan.FromSeconds(30), answer.RetryAfter);
        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public void Missing_headers_are_missing()
    {
        var answer = Read();
        Assert.Equal((null, null, null, null, null), (answer.Limit, answer.Remaining, answer.Reset, answer.Date, answer.RetryAfter));
    }

    [Theory]
    [InlineData("1769860860", 1769860860L)]
    [InlineData("1769860860000", 1769860860L)] // milliseconds
    [InlineData("1769860860.75", 1769860860L)]
    [InlineData(" 1769860860 ", 1769860860L)]
    [InlineData("60", null)] // a span, not a moment
    [InlineData("-1769860860", null)]
    [InlineData("99999999999999999999999999999", null)]
    [InlineData("9999999999999999", null)]
    [InlineData("soon", null)]
    [InlineData("", null)]
    public void A_reset_is_unix_seconds_or_nothing(string header, long? reset) => Assert.Equal(reset, Read(("X-RateLimit-Reset", header)).Reset);

    [Theory]
    [InlineData("100", 100)]
    [InlineData("100, 100;w=60", 100)]
    [InlineData("100.0", 100)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("99999999999", null)]
    [InlineData("NaN", null)]
    [InlineData("1e3", null)]
    public void A_limit_is_a_positive_number_or_nothing(string header, int? limit) => Assert.Equal(limit, Read(("X-RateLimit-Limit", header)).Limit);

    [Theory]
    [InlineData("Sat, 31 Jan 2026 12:00:20 GMT", 20)]
    [InlineData("Sat, 31 Jan 2026 11:00:00 GMT", null)]
    [InlineData("99999999", null)]
    [InlineData("-5", null)]
    [InlineData("later", null)]
    public void A_pause_is_a_span_up_to_a_day_or_nothing(string header, int? seconds) =>
        Assert.Equal(seconds is { } s ? TimeSpan.FromSeconds(s) : null, Read(("Retry-After", header)).RetryAfter);

    [Fact]
    public void A_pause_that_ends_at_a_date_is_measured_by_the_servers_clock() => Assert.Equal(
        TimeSpan.FromSeconds(10),
        Read(("Retry-After", "Sat, 31 Jan 2026 15:00:10 GMT"), ("Date", "Sat, 31 Jan 2026 15:00:00 GMT")).RetryAfter);

    private static CallAnswer Read(params (string, string)[] headers)
    {
        using var response = FakeAnswers.Answer(HttpStatusCode.OK, headers);
        return RateHeaders.Read(response, FakeSource.Descriptor.RateLimit, 1, 2, s_now);
    }
}
