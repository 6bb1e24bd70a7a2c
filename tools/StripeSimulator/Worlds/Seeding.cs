using System.Text.Json.Nodes;

namespace StripeSimulator.Worlds;

/// <summary>Fills a world with half a year of business.</summary>
internal sealed class Seeding(StripeWorld world)
{
    private readonly Objects _new = new(world);

    public void Fill(int customers)
    {
        var from = world.Now - 180 * 86_400;
        var prices = Catalog(Math.Max(4, customers / 4), from);
        var step = 179 * 86_400 / Math.Max(1, customers);
        for (var i = 0; i < customers; i++)
        {
            var at = from + (long)i * step;
            var customer = world.Create(Kind.Customer, _new.Customer(at));
            Bill(customer, prices, i, at);
            Pay(customer, i, at);
            if (i % 2 == 0)
                world.Create(Kind.Payout, _new.Payout(at + 900));
        }
    }

    private List<string> Catalog(int products, long from)
    {
        var prices = new List<string>();
        for (var i = 0; i < products; i++)
        {
            // Several were made within one second, as an import makes them.
            var product = world.Create(Kind.Product, _new.Product(from + i / 3));
            for (var p = 0; p < 1 + i % 3; p++)
                prices.Add((string)world.Create(Kind.Price, _new.Price((string)product["id"]!, from + i))["id"]!);
        }

        world.Create(Kind.Product, _new.Product(from + products));
        return prices;
    }

    private void Bill(JsonObject customer, List<string> prices, int i, long at)
    {
        var id = (string)customer["id"]!;
        var currency = _new.Currency;
        var subscription = _new.Subscription(id, currency, i % 4 == 3 ? "canceled" : "active", at + 60);
        // One in seven has more than what is sent with it.
        var items = Enumerable.Range(0, i % 7 == 5 ? 13 : 1 + i % 2).Select(_ => _new.Item((string)subscription["id"]!, _new.Any(prices))).ToList();
        world.Create(Kind.Subscription, subscription, items, "customer.subscription.created");
        var invoice = _new.Invoice(customer, i % 3 == 0 ? null : (string)subscription["id"]!, currency, (i % 5) switch { 0 => "draft", 1 => "open", _ => "paid" }, at + 120);
        var lines = (i % 9) switch { 2 => 27, 4 => 11, 8 => 10, _ => i % 4 };
        world.Create(Kind.Invoice, invoice, [.. Enumerable.Range(0, lines).Select(_ => _new.Line((string)invoice["id"]!, _new.Any(prices), currency))]);
    }

    private void Pay(JsonObject customer, int i, long at)
    {
        var charge = _new.Charge((string)customer["id"]!, _new.Currency, fails: i % 8 == 7, at + 300);
        world.Create(Kind.Charge, charge, type: $"charge.{(string)charge["status"]!}");
        if ((string)charge["status"]! == "failed")
            return;
        world.Create(Kind.BalanceTransaction, _new.BalanceTransaction(charge, "charge", (long)charge["amount"]!, at + 300));
        if (i % 3 == 0)
        {
            var refund = world.Create(Kind.Refund, _new.Refund(charge, 50, at + 600));
            charge["amount_refunded"] = 50L;
            world.Create(Kind.BalanceTransaction, _new.BalanceTransaction(refund, "refund", -50, at + 600));
        }

        if (i % 4 == 1)
        {
            charge["disputed"] = true;
            world.Create(Kind.Dispute, _new.Dispute(charge, at + 700), type: "charge.dispute.created");
        }
    }
}
