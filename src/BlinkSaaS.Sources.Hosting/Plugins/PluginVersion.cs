using System.Globalization;
using System.Text.RegularExpressions;

namespace BlinkSaaS.Sources.Hosting.Plugins;

/// <summary>Orders versions of plugins as semantic versioning does: a pre-release comes before its release.</summary>
internal static partial class PluginVersion
{
    public static IComparer<string> Order { get; } = Comparer<string>.Create(Compare);

    public static bool IsSound(string text) => Pattern().IsMatch(text);

    private static int Compare(string? left, string? right)
    {
        var (a, b) = (Pattern().Match(left ?? ""), Pattern().Match(right ?? ""));
        if (!a.Success || !b.Success)
            return a.Success.CompareTo(b.Success);
        for (var group = 1; group <= 3; group++)
            if (Number(a.Groups[group].Value).CompareTo(Number(b.Groups[group].Value)) is not 0 and var order)
                return order;
        return ComparePreRelease(a.Groups[4].Value, b.Groups[4].Value);
    }

    private static int ComparePreRelease(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0)
            return (left.Length == 0).CompareTo(right.Length == 0);
        var (a, b) = (left.Split('.'), right.Split('.'));
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
            if (ComparePart(a[i], b[i]) is not 0 and var order)
                return order;
        return a.Length.CompareTo(b.Length);
    }

    private static int ComparePart(string left, string right) =>
        (left.All(char.IsAsciiDigit), right.All(char.IsAsciiDigit)) switch
        {
            (true, true) => Number(left).CompareTo(Number(right)),
            (true, false) => -1,
            (false, true) => 1,
            _ => string.CompareOrdinal(left, right),
        };

    private static decimal Number(string digits) => decimal.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A([0-9]{1,9})\.([0-9]{1,9})\.([0-9]{1,9})(?:-([0-9A-Za-z-]{1,20}(?:\.[0-9A-Za-z-]{1,20}){0,5}))?\z")]
    private static partial Regex Pattern();
}
