using System.Globalization;

namespace BlinkSaaS.Benchmarks.Figures;

/// <summary>One measured figure, with what it is compared to where there is something.</summary>
internal sealed record Figure(string Name, double Value, string Unit)
{
    /// <summary>The same thing done in the simplest way, or the least that is possible, measured in the same run.</summary>
    public double? Reference { get; init; }

    /// <summary>Value to reference; over several rounds the median of their ratios.</summary>
    public double? Ratio { get; init; }

    /// <summary>What is wanted; null where nothing is.</summary>
    public string? Aim { get; init; }

    /// <summary>Whether the aim is met; null where there is none.</summary>
    public bool? Met { get; init; }

    public Figure Beside(double reference) => this with { Reference = reference, Ratio = reference == 0 ? null : Value / reference };

    public Figure WantsRatioAtLeast(double bound) => this with { Aim = $"ratio >= {Text(bound)}", Met = Ratio >= bound };

    public Figure WantsRatioAtMost(double bound) => this with { Aim = $"ratio <= {Text(bound)}", Met = Ratio <= bound };

    public Figure WantsAtLeast(double bound) => this with { Aim = $">= {Text(bound)}", Met = Value >= bound };

    public Figure WantsAtMost(double bound) => this with { Aim = $"<= {Text(bound)}", Met = Value <= bound };

    public Figure WantsExactly(double bound) => this with { Aim = $"= {Text(bound)}", Met = Value == bound };

    public static string Text(double? number) => number switch
    {
        null => "",
        { } value when value == Math.Floor(value) || Math.Abs(value) >= 1_000 => value.ToString("#,0", CultureInfo.InvariantCulture),
        { } value => value.ToString("0.000", CultureInfo.InvariantCulture),
    };
}
