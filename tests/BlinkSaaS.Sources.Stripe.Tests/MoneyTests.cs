using System.Globalization;
using System.Text.Json;
using BlinkSaaS.Sources.Stripe.Streams;

namespace BlinkSaaS.Sources.Stripe.Tests;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("usd", 1250, "12.5")]
    [InlineData("eur", -1, "-0.01")]
    [InlineData("jpy", 1250, "1250")]
    [InlineData("JPY", 1250, "1250")]
    [InlineData("kwd", 1250, "1.25")]
    [InlineData("isk", 1200, "12")]
    [InlineData("ugx", 500, "5")]
    [InlineData("huf", 1045, "10.45")]
    public void Amounts_are_in_units_of_their_currency_by_the_rules_of_Stripe(string currency, long minor, string units) =>
        Assert.Equal(decimal.Parse(units, CultureInfo.InvariantCulture), Money.InUnits(minor, currency));

    [Fact]
    public void A_price_in_fractions_of_a_cent_keeps_them()
    {
        var cells = Cells("""{"id":"price_1","currency":"usd","unit_amount":null,"unit_amount_decimal":"0.25"}""");

        Assert.Equal((0.0025m, (object?)null), (cells["unit_amount"], cells["unit_amount_minor"]));
    }

    [Fact]
    public void An_amount_without_a_currency_is_there_as_it_was_sent()
    {
        var field = People.Customers.Fields.Single(field => field.Column.Name == "balance");
        using var customer = JsonDocument.Parse("""{"balance":-500,"currency":null}""");

        Assert.Null(field.Read(customer.RootElement));
        Assert.Equal(-500L, People.Customers.Fields.Single(other => other.Column.Name == "balance_minor").Read(customer.RootElement));
    }

    private static Dictionary<string, object?> Cells(string json)
    {
        using var item = JsonDocument.Parse(json);
        return Catalog.Prices.Fields.ToDictionary(field => field.Column.Name, field => field.Read(item.RootElement));
    }
}
