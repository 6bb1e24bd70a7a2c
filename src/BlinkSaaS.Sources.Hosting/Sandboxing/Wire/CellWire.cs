using System.Globalization;
using System.Text.Json;

namespace BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

/// <summary>Values of cells in the types that the contract names. Others travel as the nearest of them, or as their text.</summary>
internal static class CellWire
{
    private enum Kind : byte
    {
        Nothing,
        Text,
        Integer,
        Decimal,
        Double,
        True,
        False,
        Date,
        Timestamp,
        Json,
    }

    public static void Write(PayloadWriter to, object? value)
    {
        switch (value)
        {
            case null or JsonElement { ValueKind: JsonValueKind.Undefined }:
                Tag(to, Kind.Nothing);
                break;
            case string text:
                Tag(to, Kind.Text).Text(text);
                break;
            case bool flag:
                Tag(to, flag ? Kind.True : Kind.False);
                break;
            case long or int or short or sbyte or byte or ushort or uint:
                Tag(to, Kind.Integer).Long(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case decimal or ulong:
                Tag(to, Kind.Decimal).Decimal(Convert.ToDecimal(value, CultureInfo.InvariantCulture));
                break;
            case double or float:
                Tag(to, Kind.Double).Long(BitConverter.DoubleToInt64Bits(Convert.ToDouble(value, CultureInfo.InvariantCulture)));
                break;
            case DateOnly day:
                Tag(to, Kind.Date).Number(day.DayNumber);
                break;
            case DateTimeOffset moment:
                Tag(to, Kind.Timestamp).Long(moment.UtcTicks);
                break;
            case DateTime moment:
                Tag(to, Kind.Timestamp).Long(moment.Ticks);
                break;
            case JsonElement element:
                Tag(to, Kind.Json).Text(element.GetRawText());
                break;
            default:
                Tag(to, Kind.Text).Text(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    /// <exception cref="WireException">It is no value.</exception>
    public static object? Read(PayloadReader from) => (Kind)from.Byte() switch
    {
        Kind.Nothing => null,
        Kind.Text => from.TextOrNull(),
        Kind.Integer => from.Long(),
        Kind.Decimal => from.Decimal(),
        Kind.Double => BitConverter.Int64BitsToDouble(from.Long()),
        Kind.True => true,
        Kind.False => false,
        Kind.Date => from.Number() is >= 0 and var day && day <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber(day) : throw NoMoment(),
        Kind.Timestamp => from.Long() is >= 0 and var ticks && ticks <= DateTime.MaxValue.Ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : throw NoMoment(),
        Kind.Json => Json(from.Bytes()),
        _ => throw new WireException("A cell is of an unknown kind."),
    };

    private static PayloadWriter Tag(PayloadWriter to, Kind kind) => to.Byte((byte)kind);

    private static WireException NoMoment() => new("A cell holds a day that is none.");

    private static JsonElement Json(ReadOnlyMemory<byte> text)
    {
        try
        {
            return JsonElement.Parse(text.Span);
        }
        catch (JsonException e)
        {
            throw new WireException("A cell holds JSON that is none.", e);
        }
    }
}
