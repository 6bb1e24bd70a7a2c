using System.Globalization;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Web.Features.Connections;

namespace BlinkSaaS.Web.Features.Activity;

/// <summary>A place in the activity as text for URLs. It names the connection as URLs do: its number is nobody's business.</summary>
public static class ActivityCursor
{
    /// <summary>The place of a pull.</summary>
    public static string Write(PullPosition position, Connection connection) => string.Create(
        CultureInfo.InvariantCulture, $"{position.RequestedAt.UtcTicks / TimeSpan.TicksPerMicrosecond}.{connection.PublicId}.{position.Number}");

    /// <summary>The place that a text names; null where it names none.</summary>
    public static PullPosition? Read(string? text, IReadOnlyCollection<Connection> visible)
    {
        if (text?.Split('.') is not [var moment, var id, var number]
            || !long.TryParse(moment, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            || microseconds > DateTime.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var pull))
            return null;
        // A connection that is gone from sight since: its moment is still a place.
        var connection = visible.FirstOrDefault(c => c.PublicId == id);
        return new PullPosition(new DateTimeOffset(microseconds * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero), connection?.Id ?? 0, pull);
    }
}
