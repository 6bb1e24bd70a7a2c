using System.Globalization;

namespace SourceRunner;

/// <summary>
/// How far a read is, over itself on a terminal: a bar where the source says how many records there are about, and figures.
/// Nothing where the output goes into a file.
/// </summary>
internal sealed class ProgressLine(TextWriter terminal, bool shown, TimeProvider clock)
{
    private const int Width = 24;
    private static readonly TimeSpan s_often = TimeSpan.FromMilliseconds(100);

    private readonly long _began = clock.GetTimestamp();
    private TimeSpan? _last;
    private int _length;

    /// <summary>About how many records there are; null where the source has not said.</summary>
    public long? Expected { get; set; }

    /// <summary>Draws it anew, at most ten times a second.</summary>
    public void Show(long records, long calls)
    {
        var now = clock.GetElapsedTime(_began);
        if (!shown || now - _last < s_often)
            return;
        _last = now;
        var line = Text(records, calls, Expected, now);
        terminal.Write($"\r{line.PadRight(_length)}");
        _length = line.Length;
    }

    /// <summary>Takes it away, so that a line can be written.</summary>
    public void Clear()
    {
        if (_length > 0)
            terminal.Write($"\r{new string(' ', _length)}\r");
        (_length, _last) = (0, null);
    }

    internal static string Text(long records, long calls, long? expected, TimeSpan took)
    {
        var figures = string.Create(CultureInfo.InvariantCulture, $"{calls:N0} calls, {took.TotalSeconds:0.0} s");
        if (expected is not > 0)
            return string.Create(CultureInfo.InvariantCulture, $"  {records:N0} records, {figures}");
        var share = Math.Min(1, (double)records / expected.Value);
        var full = (int)(share * Width);
        return string.Create(CultureInfo.InvariantCulture, $"  [{new string('#', full)}{new string('.', Width - full)}] {share * 100,3:0} %  {records:N0} of about {expected:N0} records, {figures}");
    }
}
