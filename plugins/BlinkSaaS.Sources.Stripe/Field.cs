using System.Globalization;
using System.Text.Json;

namespace BlinkSaaS.Sources.Stripe;

/// <summary>A column and how its value is read from an object.</summary>
internal sealed record Field(Column Column, Func<JsonElement, object?> Read)
{
    /// <summary>Comes after all others: says again what another column says.</summary>
    public bool IsLast { get; init; }

    /// <summary>What every object has.</summary>
    public static IReadOnlyList<Field> Common { get; } = [Time("created", "Created"), Flag("livemode", "Live mode"), Json("metadata", "Metadata"), Text("id", "ID")];

    public static Field Text(string name, string title, string? path = null, string? description = null) =>
        new(new Column(name, title, ColumnType.Text, description), element => Stripe.Json.Text(Stripe.Json.At(element, path ?? name)));

    /// <summary>A text that has moved between versions of the API: the first path that has one.</summary>
    public static Field FirstText(string name, string title, params IReadOnlyList<string> paths) =>
        new(new Column(name, title, ColumnType.Text), element => paths.Select(path => Stripe.Json.Text(Stripe.Json.At(element, path))).FirstOrDefault(text => text is not null));

    public static Field Integer(string name, string title, string? path = null, string? description = null) =>
        new(new Column(name, title, ColumnType.Integer, description), element => Stripe.Json.Integer(Stripe.Json.At(element, path ?? name)));

    public static Field Flag(string name, string title, string? path = null) =>
        new(new Column(name, title, ColumnType.Boolean), element => Stripe.Json.Boolean(Stripe.Json.At(element, path ?? name)));

    public static Field Time(string name, string title, string? path = null) =>
        new(new Column(name, title, ColumnType.Timestamp), element => Stripe.Json.Time(Stripe.Json.At(element, path ?? name)));

    public static Field Day(string name, string title) =>
        new(new Column(name, title, ColumnType.Date), element => Stripe.Json.Time(Stripe.Json.At(element, name)) is { } time ? DateOnly.FromDateTime(time.UtcDateTime) : null);

    public static Field Number(string name, string title) =>
        new(new Column(name, title, ColumnType.Decimal), element => Decimal(Stripe.Json.At(element, name)));

    public static Field Json(string name, string title, string? path = null, string? description = null) =>
        new(new Column(name, title, ColumnType.Json, description), element => Copy(Stripe.Json.At(element, path ?? name)));

    public static Field Own(Column column, Func<JsonElement, object?> read) => new(column, read);

    /// <summary>An amount in units of its currency, and as Stripe sends it.</summary>
    /// <param name="name">Name of the property, and of the column in units.</param>
    /// <param name="title">Head of the column in units.</param>
    /// <param name="exact">Property with the same amount as a text that may have fractions of the smallest unit.</param>
    public static IEnumerable<Field> Money(string name, string title, string? exact = null)
    {
        yield return new(new Column(name, title, ColumnType.Decimal, "In units of the currency: 12.50 for 12 dollars and 50 cents."), element => InUnits(element, name, exact));
        yield return Integer($"{name}_minor", $"{title} (smallest unit)", name, "As Stripe sends it: 1250 for 12 dollars and 50 cents, 1250 for 1,250 yen.") with { IsLast = true };
    }

    private static decimal? InUnits(JsonElement element, string name, string? exact)
    {
        var minor = (exact is null ? null : Decimal(Stripe.Json.At(element, exact))) ?? Decimal(Stripe.Json.At(element, name));
        return minor is { } amount && Stripe.Json.Text(Stripe.Json.At(element, "currency")) is { } currency ? Stripe.Money.InUnits(amount, currency) : null;
    }

    private static decimal? Decimal(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDecimal(out var number) => number,
        JsonValueKind.String when decimal.TryParse(value.GetString(), NumberStyles.Number, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    /// <summary>The page may be gone before the host looks at the cell.</summary>
    private static JsonElement? Copy(JsonElement value) => value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : value.Clone();
}
