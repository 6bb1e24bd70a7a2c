using System.Text.Json;

namespace BlinkSaaS.Benchmarks.Figures;

/// <summary>Prints figures: a table for people, or one JSON object a line for programs.</summary>
internal static class FigureReport
{
    private static readonly string[] Heads = ["figure", "value", "unit", "reference", "ratio", "aim", "met"];

    public static void WriteJson(TextWriter output, IEnumerable<Figure> figures)
    {
        foreach (var figure in figures)
        {
            output.WriteLine(JsonSerializer.Serialize(new
            {
                name = figure.Name,
                value = figure.Value,
                unit = figure.Unit,
                reference = figure.Reference,
                ratio = figure.Ratio,
                aim = figure.Aim,
                met = figure.Met,
            }));
        }
    }

    public static void WriteTable(TextWriter output, IReadOnlyList<Figure> figures)
    {
        var rows = figures.Select(figure => (string[])
        [
            figure.Name, Figure.Text(figure.Value), figure.Unit, Figure.Text(figure.Reference), Figure.Text(figure.Ratio), figure.Aim ?? "",
            figure.Met switch { true => "yes", false => "NO", null => "" },
        ]).Prepend(Heads).ToList();
        var widths = Heads.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            output.WriteLine(string.Join("  ", row.Select((cell, column) => Pad(cell, column, widths[column]))).TrimEnd());
    }

    /// <summary>Numbers to the right, words to the left.</summary>
    private static string Pad(string cell, int column, int width) => column is 1 or 3 or 4 ? cell.PadLeft(width) : cell.PadRight(width);
}
