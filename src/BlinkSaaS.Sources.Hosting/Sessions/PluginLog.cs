using System.Globalization;
using BlinkSaaS.Sources.Hosting.Http;

namespace BlinkSaaS.Sources.Hosting.Sessions;

/// <summary>
/// Passes lines of a plugin on: cut, without secrets, and no more than a person can read. Lines over the rate are counted
/// and reported in one line when the rate permits again.
/// </summary>
internal sealed class PluginLog(SecretText secrets, Action<SourceLogLevel, string> write, TimeProvider clock)
{
    internal const int MaxLength = 2000;
    internal const int Burst = 100;
    internal const double LinesPerSecond = 10;

    private readonly Lock _lock = new();
    private double _allowance = Burst;
    private long _refilled = clock.GetTimestamp();
    private long _leftOut;

    public void Write(SourceLogLevel level, string message)
    {
        long leftOut;
        lock (_lock)
        {
            if (!Take())
            {
                _leftOut++;
                return;
            }
            (leftOut, _leftOut) = (_leftOut, 0);
        }
        ReportLeftOut(leftOut);
        write(Enum.IsDefined(level) ? level : SourceLogLevel.Information, secrets.Redact(message, MaxLength));
    }

    public void Close()
    {
        long leftOut;
        lock (_lock)
            (leftOut, _leftOut) = (_leftOut, 0);
        ReportLeftOut(leftOut);
    }

    private bool Take()
    {
        var now = clock.GetTimestamp();
        _allowance = Math.Min(Burst, _allowance + clock.GetElapsedTime(_refilled, now).TotalSeconds * LinesPerSecond);
        _refilled = now;
        if (_allowance < 1)
            return false;
        _allowance--;
        return true;
    }

    private void ReportLeftOut(long lines)
    {
        if (lines > 0)
            write(SourceLogLevel.Warning, string.Create(
                CultureInfo.InvariantCulture, $"{lines:N0} lines were left out, because the plugin wrote more than {LinesPerSecond:0} a second."));
    }
}
