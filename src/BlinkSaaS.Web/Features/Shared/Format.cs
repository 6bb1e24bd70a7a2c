using System.Globalization;

namespace BlinkSaaS.Web.Features.Shared;

/// <summary>Numbers, durations and times as people read them here: no-break spaces, English words, grouped thousands.</summary>
public static class Format
{
    private const string NoBreak = "\u00a0";
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>84,213</summary>
    public static string Count(long value) => value.ToString("N0", Culture);

    /// <summary>"1 record", "84,213 records"</summary>
    public static string Count(long value, string one, string many) => $"{Count(value)}{NoBreak}{(value == 1 ? one : many)}";

    /// <summary>45 %</summary>
    public static string Percent(long part, long whole) => $"{PercentOf(part, whole)}{NoBreak}%";

    /// <summary>From 0 to 100, and 100 only when nothing is missing.</summary>
    public static int PercentOf(long part, long whole) =>
        whole <= 0 ? 0 : part >= whole ? 100 : (int)Math.Min(99, Math.Max(0, part) * 100 / whole);

    /// <summary>"8 s", "4 min 8 s", "1 h 5 min", "3 days": the two largest units that count.</summary>
    public static string Duration(TimeSpan value)
    {
        if (value < TimeSpan.Zero)
            value = TimeSpan.Zero;
        if (value < TimeSpan.FromSeconds(1) && value > TimeSpan.Zero)
            return Whole(Math.Max(1, (int)value.TotalMilliseconds), "ms");
        if (value < TimeSpan.FromMinutes(1))
            return Whole((int)value.TotalSeconds, "s");
        if (value < TimeSpan.FromHours(1))
            return Two((int)value.TotalMinutes, "min", value.Seconds, "s");
        if (value < TimeSpan.FromDays(1))
            return Two((int)value.TotalHours, "h", value.Minutes, "min");
        var days = (int)value.TotalDays;
        return Two(days, days == 1 ? "day" : "days", value.Hours, "h");
    }

    /// <summary>A countdown: "0:41", "2:13", "1:02:05".</summary>
    public static string Clock(TimeSpan value)
    {
        if (value < TimeSpan.Zero)
            value = TimeSpan.Zero;
        return value < TimeSpan.FromHours(1)
            ? string.Create(Culture, $"{(int)value.TotalMinutes}:{value.Seconds:00}")
            : string.Create(Culture, $"{(int)value.TotalHours}:{value.Minutes:00}:{value.Seconds:00}");
    }

    /// <summary>"just now", "13 min ago", "in 9 min"; nothing when it is a day or more away.</summary>
    public static string? Relative(DateTimeOffset value, DateTimeOffset now)
    {
        var distance = (now - value).Duration();
        if (distance >= TimeSpan.FromDays(1))
            return null;
        var future = value > now;
        if (distance < TimeSpan.FromMinutes(1))
            return future ? $"in{NoBreak}{Clock(distance)}" : "just now";
        var words = distance < TimeSpan.FromHours(1)
            ? Whole((int)distance.TotalMinutes, "min")
            : Whole((int)distance.TotalHours, "h");
        return future ? $"in{NoBreak}{words}" : $"{words} ago";
    }

    /// <summary>14 Nov, and with its year when that is another one.</summary>
    public static string Date(DateTimeOffset local, DateTimeOffset nowLocal) =>
        local.ToString(local.Year == nowLocal.Year ? "d MMM" : "d MMM yyyy", Culture).Replace(" ", NoBreak, StringComparison.Ordinal);

    /// <summary>14:02</summary>
    public static string Time(DateTimeOffset local) => local.ToString("HH:mm", Culture);

    /// <summary>At most two letters that stand for a person, a workspace or a source.</summary>
    public static string Initials(string? name)
    {
        var words = (name ?? "").Split([' ', '-', '_', '.'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return "?";
        var first = StringInfo.GetNextTextElement(words[0]);
        var last = words.Length > 1 ? StringInfo.GetNextTextElement(words[^1]) : "";
        return (first + last).ToUpper(Culture);
    }

    private static string Whole(int value, string unit) => $"{Count(value)}{NoBreak}{unit}";

    private static string Two(int large, string largeUnit, int small, string smallUnit) =>
        small == 0 ? Whole(large, largeUnit) : $"{Whole(large, largeUnit)}{NoBreak}{Whole(small, smallUnit)}";
}
