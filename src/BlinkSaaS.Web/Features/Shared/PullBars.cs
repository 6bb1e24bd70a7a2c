using System.Globalization;

namespace BlinkSaaS.Web.Features.Shared;

/// <summary>One pull of the chart of the last 30. <c>Href</c> leads to its own page, when there is one.</summary>
public sealed record PullBar(string Name, DateTimeOffset StartedAt, TimeSpan Working, TimeSpan Waiting, bool Failed = false, string? Href = null, string? Outcome = null)
{
    public TimeSpan Total => Working + Waiting;
}

/// <summary>
/// The geometry of the chart that <c>_PullBars</c> draws: oldest left, working below, waiting hatched above, failures red with
/// a cross. Everything is in units of a 720 x 128 picture.
/// </summary>
public sealed class PullBars
{
    public const double Left = 46;
    public const double Right = 720;
    public const double Bottom = 104;
    private const double Top = 12;
    private const int Slots = 30;
    private const double BarWidth = 15;

    private readonly TimeSpan _step;

    public PullBars(IEnumerable<PullBar> bars)
    {
        Bars = [.. bars.OrderBy(bar => bar.StartedAt).TakeLast(Slots)];
        var longest = Bars.Count == 0 ? TimeSpan.Zero : Bars.Max(bar => bar.Total);
        _step = Steps.FirstOrDefault(step => step * 4 >= longest, Steps[^1] * Math.Max(1, Math.Ceiling(longest / (Steps[^1] * 4))));
    }

    private static readonly TimeSpan[] Steps =
        [.. new double[] { 1, 2.5, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200 }.Select(TimeSpan.FromSeconds)];

    public IReadOnlyList<PullBar> Bars { get; }

    /// <summary>Four lines at most, every second one with its words.</summary>
    public IEnumerable<(double Y, string? Words)> Lines =>
        Enumerable.Range(0, 5).Select(i => (Y(_step * i), i % 2 == 0 ? Words(_step * i) : null));

    public double X(int index) => Left + 3 + index * (Right - Left) / Slots;

    /// <summary>Where the last bar ends: "now" stands there.</summary>
    public double NowX => Math.Max(X(Math.Max(0, Bars.Count - 1)) + Width, Left);

    public double Width => BarWidth;

    /// <summary>A bar is never too thin to be seen.</summary>
    public double WorkingHeight(PullBar bar) => Math.Max(bar.Failed ? 16 : 3, Bottom - Y(bar.Failed ? bar.Total : bar.Working));

    public double WaitingHeight(PullBar bar) => bar.Failed || bar.Waiting < TimeSpan.FromSeconds(1) ? 0 : Math.Max(2, Bottom - Y(bar.Waiting) - 1);

    public string Summary
    {
        get
        {
            if (Bars.Count == 0)
                return "No pull has run yet.";
            var longest = Bars.MaxBy(bar => bar.Total)!;
            var failed = Bars.Count(bar => bar.Failed);
            var waited = longest.Waiting < TimeSpan.FromSeconds(1) ? "" : $", of which {Format.Duration(longest.Waiting)} was waiting for the rate limit";
            return $"The longest took {Format.Duration(longest.Total)}{waited}. " + (failed == 0 ? "None failed." : $"{failed} failed.");
        }
    }

    public static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private double Y(TimeSpan value) => Bottom - (Bottom - Top) * (value / (_step * 4));

    private static string Words(TimeSpan value) =>
        value >= TimeSpan.FromHours(1) ? $"{value.TotalHours:0.#} h" : value >= TimeSpan.FromMinutes(1) ? $"{value.TotalMinutes:0.#} min" : $"{value.TotalSeconds:0.#} s";
}
