using System.Text.Json.Nodes;

namespace StripeSimulator.Worlds;

/// <summary>What happens in an account from one day to the next.</summary>
public sealed class Mutations(StripeWorld world)
{
    private readonly Objects _new = new(world);

    /// <summary>So many changes, each kind of them at least once where there are enough.</summary>
    public void Random(int changes)
    {
        Action[] all =
        [
            AddCustomer, UpdateCustomer, DeleteCustomer, AddCharge, RefundCharge, DisputeCharge, CloseDispute, AddInvoice, AddInvoice, AddLine, RemoveLine, PayInvoice, DeleteDraft,
            AddSubscription, CancelSubscription, AddProduct, UpdateProduct, DeleteProduct, AddPrice, TurnPrice, DeletePrice, AddPayout, PayOut,
        ];
        for (var i = 0; i < changes; i++)
            all[i < all.Length ? i : world.Random.Next(all.Length)]();
    }

    public void AddCustomer() => world.Create(Kind.Customer, _new.Customer(world.Now));

    public void UpdateCustomer() => world.Change(Kind.Customer, Any(Kind.Customer), "customer.updated", one => Mark(one).And(("email", $"new{world.Random.Next(100_000)}@example.com")));

    public void DeleteCustomer() => world.Delete(Kind.Customer, Any(Kind.Customer));

    public void AddCharge()
    {
        var charge = world.Create(Kind.Charge, _new.Charge(Id(Any(Kind.Customer)), _new.Currency, fails: false, world.Now), type: "charge.succeeded");
        world.Create(Kind.BalanceTransaction, _new.BalanceTransaction(charge, "charge", (long)charge["amount"]!, world.Now));
    }

    public void RefundCharge()
    {
        var charge = Any(Kind.Charge, one => (string?)one["status"] == "succeeded");
        var refund = world.Create(Kind.Refund, _new.Refund(charge, 1, world.Now));
        world.Create(Kind.BalanceTransaction, _new.BalanceTransaction(refund, "refund", -1, world.Now));
        world.Change(Kind.Charge, charge, "charge.refunded", one => Mark(one).And(("amount_refunded", (long)one["amount_refunded"]! + 1)));
    }

    /// <summary>The charge changes with it, and only the dispute's event says so.</summary>
    public void DisputeCharge()
    {
        var charge = Any(Kind.Charge, one => (bool)one["paid"]! && !(bool)one["disputed"]!);
        charge["disputed"] = true;
        world.Create(Kind.Dispute, _new.Dispute(charge, world.Now), type: "charge.dispute.created");
    }

    public void CloseDispute() => world.Change(Kind.Dispute, Any(Kind.Dispute), "charge.dispute.closed", one => Mark(one).And(("status", "lost")));

    public void AddInvoice()
    {
        var invoice = _new.Invoice(Any(Kind.Customer), null, "eur", "draft", world.Now);
        world.Create(Kind.Invoice, invoice, [.. Enumerable.Range(0, 23).Select(_ => Line(invoice))]);
    }

    public void AddLine()
    {
        var invoice = Any(Kind.Invoice, one => (string?)one["status"] == "draft");
        world.AddRow(Kind.Invoice, Mark(invoice), Line(invoice), "invoice.updated");
    }

    public void RemoveLine()
    {
        var invoice = Any(Kind.Invoice, one => world.RowsOf(Id(one)).Count > 11);
        world.RemoveRow(Kind.Invoice, Mark(invoice), "invoice.updated");
    }

    public void PayInvoice() => world.Change(Kind.Invoice, Any(Kind.Invoice, one => (string?)one["status"] is "open" or "draft"), "invoice.paid", one =>
        Mark(one).And(("status", "paid"), ("amount_paid", 1_000), ("amount_remaining", 0)));

    public void DeleteDraft() => world.Delete(Kind.Invoice, Any(Kind.Invoice, one => (string?)one["status"] == "draft"));

    public void AddSubscription()
    {
        var subscription = _new.Subscription(Id(Any(Kind.Customer)), "usd", "active", world.Now);
        world.Create(Kind.Subscription, subscription, [.. Enumerable.Range(0, 12).Select(_ => _new.Item(Id(subscription), Id(Any(Kind.Price))))], "customer.subscription.created");
    }

    /// <summary>Its event is called deleted, and it lives on.</summary>
    public void CancelSubscription() =>
        world.Change(Kind.Subscription, Any(Kind.Subscription, one => (string?)one["status"] == "active"), "customer.subscription.deleted", one =>
            Mark(one).And(("status", "canceled"), ("canceled_at", world.Now), ("ended_at", world.Now)));

    public void AddProduct() => world.Create(Kind.Product, _new.Product(world.Now));

    public void UpdateProduct() => world.Change(Kind.Product, Any(Kind.Product), "product.updated", one => Mark(one).And(("active", !(bool)one["active"]!), ("updated", world.Now)));

    /// <summary>Only one without prices can go; where all have some, one is made first.</summary>
    public void DeleteProduct()
    {
        var priced = world.Of(Kind.Price).Select(price => (string)price["product"]!).ToHashSet();
        var free = world.Of(Kind.Product).Where(one => !priced.Contains(Id(one))).ToList();
        world.Delete(Kind.Product, free.Count > 0 ? _new.Any(free) : world.Create(Kind.Product, _new.Product(world.Now)));
    }

    public void AddPrice() => world.Create(Kind.Price, _new.Price(Id(Any(Kind.Product)), world.Now));

    public void TurnPrice() => world.Change(Kind.Price, Any(Kind.Price), "price.updated", one => Mark(one).And(("active", !(bool)one["active"]!)));

    public void DeletePrice() => world.Delete(Kind.Price, Any(Kind.Price));

    public void AddPayout()
    {
        var payout = world.Create(Kind.Payout, _new.Payout(world.Now));
        world.Create(Kind.BalanceTransaction, _new.BalanceTransaction(payout, "payout", -(long)payout["amount"]!, world.Now));
    }

    public void PayOut() => world.Change(Kind.Payout, Any(Kind.Payout), "payout.paid", one => Mark(one).And(("status", "paid")));

    private static string Id(JsonObject one) => (string)one["id"]!;

    private JsonObject Line(JsonObject invoice) => _new.Line(Id(invoice), Id(Any(Kind.Price)), (string)invoice["currency"]!);

    /// <summary>No change leaves an object as it was.</summary>
    private JsonObject Mark(JsonObject one) => one.And(("metadata", new JsonObject { ["order"] = world.Random.Next(), ["changed"] = world.Now }));

    private JsonObject Any(Kind kind, Func<JsonObject, bool>? where = null)
    {
        var some = world.Of(kind).Where(where ?? (_ => true)).ToList();
        return some.Count > 0 ? _new.Any(some) : throw new InvalidOperationException($"There is no {kind.Name} to change: make a larger world.");
    }
}
