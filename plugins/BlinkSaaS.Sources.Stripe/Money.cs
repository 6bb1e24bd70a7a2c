namespace BlinkSaaS.Sources.Stripe;

/// <summary>Amounts in the smallest unit of a currency, which is not a hundredth everywhere.</summary>
/// <remarks>
/// Stripe's own rules, not those of ISO 4217: ISK and UGX have no smaller unit any more and are sent in hundredths all the same,
/// and so are HUF and TWD, though they are paid out in whole units.
/// </remarks>
internal static class Money
{
    private static readonly HashSet<string> s_whole = new(StringComparer.OrdinalIgnoreCase)
    {
        "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf",
    };

    private static readonly HashSet<string> s_thousandths = new(StringComparer.OrdinalIgnoreCase) { "bhd", "jod", "kwd", "omr", "tnd" };

    public static decimal InUnits(decimal minor, string currency) =>
        s_whole.Contains(currency) ? minor : minor / (s_thousandths.Contains(currency) ? 1000m : 100m);
}
