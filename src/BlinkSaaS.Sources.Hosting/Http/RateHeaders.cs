using System.Globalization;

namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>Reads what an answer says about the budget. Headers are hints of another party: nonsense is left out, never an error.</summary>
internal static class RateHeaders
{
    private const long EarliestUnixSeconds = 1_000_000_000; // 2001: less is a span, not a moment
    private const long LatestUnixSeconds = 4_102_444_800; // 2100: more is in milliseconds, or nonsense
    private static readonly TimeSpan s_longestPause = TimeSpan.FromDays(1);

    public static CallAnswer Read(HttpResponseMessage response, RateLimit limit, long sent, long answered, DateTimeOffset now) => new()
    {
        Sent = sent,
        Answered = answered,
        Status = (int)response.StatusCode,
        Limit = Count(response, limit.LimitHeader) is > 0 and var permitted ? permitted : null,
        Remaining = Count(response, limit.RemainingHeader),
        Reset = UnixSeconds(response, limit.ResetHeader),
        Date = response.Headers.Date,
        RetryAfter = RetryAfter(response, now),
    };

    /// <summary>The pause that the server asks for; a date is measured by the server's own clock where it tells it.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        var header = response.Headers.RetryAfter;
        var pause = header?.Delta ?? (header?.Date - (response.Headers.Date ?? now));
        return pause >= TimeSpan.Zero && pause <= s_longestPause ? pause : null;
    }

    private static int? Count(HttpResponseMessage response, string? header) =>
        Number(response, header) is { } number && number <= int.MaxValue ? (int)number : null;

    private static long? UnixSeconds(HttpResponseMessage response, string? header)
    {
        if (Number(response, header) is not { } number)
            return null;
        var seconds = number > LatestUnixSeconds ? number / 1000 : number;
        return seconds is >= EarliestUnixSeconds and <= LatestUnixSeconds ? (long)seconds : null;
    }

    /// <summary>The first number of the header: some send <c>100, 100;w=60</c>, some send fractions.</summary>
    private static decimal? Number(HttpResponseMessage response, string? header)
    {
        if (header is null || !response.Headers.NonValidated.TryGetValues(header, out var values))
            return null;
        var text = values.FirstOrDefault() ?? "";
        var first = text.AsSpan(0, text.AsSpan().IndexOfAny(',', ';') is >= 0 and var end ? end : text.Length).Trim();
        return first.Length <= 25 && decimal.TryParse(first, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? decimal.Truncate(number)
            : null;
    }
}
