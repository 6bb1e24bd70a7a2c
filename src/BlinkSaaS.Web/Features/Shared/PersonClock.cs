namespace BlinkSaaS.Web.Features.Shared;

/// <summary>
/// The person's own time: the time zone their browser reports in the cookie <c>tz</c> (app.js writes it), else UTC.
/// </summary>
public sealed class PersonClock(TimeProvider time, IHttpContextAccessor http)
{
    public const string Cookie = "tz";

    private TimeZoneInfo? _zone;

    public TimeZoneInfo Zone => _zone ??= FromCookie(http.HttpContext?.Request.Cookies[Cookie]);

    public DateTimeOffset UtcNow => time.GetUtcNow();

    public DateTimeOffset Now => Local(UtcNow);

    public DateTimeOffset Local(DateTimeOffset value) => TimeZoneInfo.ConvertTime(value, Zone);

    /// <summary>Relative up to a day, then a date.</summary>
    public string Words(DateTimeOffset value) => Format.Relative(value, UtcNow) ?? Format.Date(Local(value), Now);

    /// <summary>14:02 today, 18 Nov, 09:05 on another day.</summary>
    public string Stamp(DateTimeOffset value)
    {
        var local = Local(value);
        return local.Date == Now.Date ? Format.Time(local) : $"{Format.Date(local, Now)}, {Format.Time(local)}";
    }

    private static TimeZoneInfo FromCookie(string? id) =>
        !string.IsNullOrEmpty(id) && id.Length < 64 && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc;
}
