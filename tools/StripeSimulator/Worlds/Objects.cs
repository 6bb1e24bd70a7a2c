using System.Globalization;
using System.Text.Json.Nodes;

namespace StripeSimulator.Worlds;

/// <summary>New objects, with the properties that somebody may read.</summary>
internal sealed class Objects(StripeWorld world)
{
    private static readonly string[] s_names = ["Mara", "Quill", "Juno", "Asbjørn", "李雷", "O'Hara", "Zoë", "Ünal"];
    private static readonly string[] s_currencies = ["usd", "usd", "eur", "jpy", "kwd", "isk", "ugx"];

    public string Currency => Any(s_currencies);

    public T Any<T>(IReadOnlyList<T> of) => of[world.Random.Next(of.Count)];

    public JsonObject Customer(long created)
    {
        var name = $"{Any(s_names)} {Any(s_names)}";
        return Base(Kind.Customer, created).And(
            ("name", name), ("email", $"c{world.Random.Next(100_000)}@example.com"), ("phone", null), ("description", null), ("balance", -world.Random.Next(2_000)),
            ("currency", Any<string?>(["usd", "eur", "jpy", null])), ("delinquent", false), ("tax_exempt", "none"), ("discount", null), ("shipping", null),
            ("address", new JsonObject { ["city"] = "Graz", ["country"] = Any(["AT", "JP", "US"]), ["line1"] = "Main Street 1", ["postal_code"] = "8010" }));
    }

    public JsonObject Product(long created) => Base(Kind.Product, created).And(
        ("name", $"Product {world.Random.Next(10_000)}"), ("active", true), ("description", "Made by hand"), ("default_price", null), ("unit_label", "piece"),
        ("tax_code", null), ("url", null), ("updated", created), ("images", new JsonArray()));

    public JsonObject Price(string product, long created)
    {
        var cents = world.Random.Next(1, 50_000);
        var inFractions = world.Random.Next(4) == 0;
        return Base(Kind.Price, created).And(
            ("product", product), ("active", world.Random.Next(3) != 0), ("type", "recurring"), ("currency", Currency), ("billing_scheme", "per_unit"),
            ("unit_amount", inFractions ? null : cents), ("unit_amount_decimal", cents.ToString(CultureInfo.InvariantCulture) + (inFractions ? ".25" : "")), ("nickname", null),
            ("lookup_key", null), ("tiers_mode", null), ("tax_behavior", "unspecified"),
            ("recurring", new JsonObject { ["interval"] = "month", ["interval_count"] = 1, ["usage_type"] = "licensed" }));
    }

    public JsonObject Charge(string customer, string currency, bool fails, long created)
    {
        var amount = world.Random.Next(100, 90_000);
        return Base(Kind.Charge, created).And(
            ("amount", amount), ("amount_captured", fails ? 0 : amount), ("amount_refunded", 0), ("currency", currency), ("customer", customer), ("description", "An order"),
            ("status", fails ? "failed" : "succeeded"), ("paid", !fails), ("captured", !fails), ("refunded", false), ("disputed", false), ("payment_intent", null),
            ("balance_transaction", null), ("failure_code", fails ? "card_declined" : null), ("failure_message", fails ? "Your card was declined." : null), ("receipt_email", null),
            ("payment_method_details", new JsonObject { ["type"] = "card" }), ("billing_details", new JsonObject { ["address"] = new JsonObject { ["country"] = "AT" } }),
            ("receipt_url", $"https://pay.stripe.example/receipts/{world.Random.Next()}"));
    }

    public JsonObject Refund(JsonObject charge, long amount, long created) => Base(Kind.Refund, created, hasMode: false).And(
        ("amount", amount), ("currency", (string)charge["currency"]!), ("charge", (string)charge["id"]!), ("payment_intent", null), ("balance_transaction", null),
        ("reason", "requested_by_customer"), ("receipt_number", null), ("status", "succeeded"));

    public JsonObject Dispute(JsonObject charge, long created) => Base(Kind.Dispute, created).And(
        ("amount", (long)charge["amount"]!), ("currency", (string)charge["currency"]!), ("charge", (string)charge["id"]!), ("payment_intent", null), ("reason", "product_not_received"),
        ("status", "needs_response"), ("is_charge_refundable", false), ("balance_transactions", new JsonArray()),
        ("evidence_details", new JsonObject { ["due_by"] = created + 864_000, ["has_evidence"] = false, ["past_due"] = false, ["submission_count"] = 0 }),
        ("payment_method_details", new JsonObject { ["type"] = "card" }));

    public JsonObject Payout(long created) => Base(Kind.Payout, created).And(
        ("amount", world.Random.Next(10_000, 900_000)), ("currency", "eur"), ("description", "STRIPE PAYOUT"), ("status", "in_transit"), ("arrival_date", created / 86_400 * 86_400 + 172_800),
        ("method", "standard"), ("type", "bank_account"), ("automatic", true), ("destination", "ba_1Bank"), ("balance_transaction", null), ("failure_code", null), ("failure_message", null),
        ("statement_descriptor", null));

    public JsonObject BalanceTransaction(JsonObject source, string type, long amount, long created) => Base(Kind.BalanceTransaction, created, hasMode: false).And(
        ("amount", amount), ("fee", amount > 0 ? amount / 40 : 0), ("net", amount - (amount > 0 ? amount / 40 : 0)), ("currency", (string)source["currency"]!), ("description", null),
        ("type", type), ("reporting_category", type), ("source", (string)source["id"]!), ("available_on", created + 7 * 86_400), ("exchange_rate", world.Random.Next(2) == 0 ? null : 1.0853m),
        ("fee_details", new JsonArray(new JsonObject { ["amount"] = amount > 0 ? amount / 40 : 0, ["type"] = "stripe_fee" })));

    public JsonObject Invoice(JsonObject customer, string? subscription, string currency, string status, long created) => Base(Kind.Invoice, created).And(
        ("number", status == "draft" ? null : $"Q-{world.Random.Next(10_000):0000}"), ("status", status), ("customer", (string)customer["id"]!), ("customer_name", (string?)customer["name"]),
        ("customer_email", (string?)customer["email"]), ("currency", currency), ("total", 1_000), ("subtotal", 1_000), ("amount_due", 1_000),
        ("amount_paid", status == "paid" ? 1_000 : 0), ("amount_remaining", status == "paid" ? 0 : 1_000), ("billing_reason", subscription is null ? "manual" : "subscription_cycle"),
        ("collection_method", "charge_automatically"), ("due_date", null), ("period_start", created - 2_592_000), ("period_end", created), ("attempt_count", 0), ("description", null),
        ("parent", subscription is null ? null : new JsonObject { ["type"] = "subscription_details", ["subscription_details"] = new JsonObject { ["subscription"] = subscription } }),
        ("status_transitions", new JsonObject { ["finalized_at"] = status == "draft" ? null : created, ["paid_at"] = status == "paid" ? created : null }),
        ("hosted_invoice_url", $"https://invoice.stripe.example/{world.Random.Next()}"), ("invoice_pdf", null));

    public JsonObject Line(string invoice, string price, string currency) => new JsonObject { ["id"] = world.NewId(Kind.InvoiceLine), ["object"] = "line_item" }.And(
        ("invoice", invoice), ("amount", world.Random.Next(1, 9_000)), ("currency", currency), ("description", "One thing"), ("quantity", world.Random.Next(1, 5)), ("discountable", true),
        ("livemode", false), ("metadata", new JsonObject()), ("period", new JsonObject { ["start"] = world.Now - 2_592_000, ["end"] = world.Now }),
        ("pricing", new JsonObject { ["type"] = "price_details", ["price_details"] = new JsonObject { ["price"] = price, ["product"] = "prod_1" } }));

    public JsonObject Subscription(string customer, string currency, string status, long created) => Base(Kind.Subscription, created).And(
        ("description", null), ("status", status), ("customer", customer), ("currency", currency), ("collection_method", "charge_automatically"), ("start_date", created),
        ("cancel_at_period_end", false), ("cancel_at", null), ("canceled_at", status == "canceled" ? created + 86_400 : null), ("ended_at", status == "canceled" ? created + 86_400 : null),
        ("cancellation_details", new JsonObject { ["reason"] = null }), ("trial_start", null), ("trial_end", null), ("latest_invoice", null));

    public JsonObject Item(string subscription, string price) => new JsonObject { ["id"] = world.NewId(Kind.SubscriptionItem), ["object"] = "subscription_item" }.And(
        ("subscription", subscription), ("quantity", world.Random.Next(1, 9)), ("price", new JsonObject { ["id"] = price, ["object"] = "price" }), ("created", world.Now),
        ("current_period_start", world.Now - 86_400), ("current_period_end", world.Now + 2_505_600));

    private JsonObject Base(Kind kind, long created, bool hasMode = true)
    {
        var one = new JsonObject { ["id"] = world.NewId(kind), ["object"] = kind.Name, ["created"] = created, ["metadata"] = new JsonObject { ["order"] = world.Random.Next(100) } };
        if (hasMode)
            one["livemode"] = false;
        if (kind == Kind.BalanceTransaction)
            one.Remove("metadata");
        return one;
    }
}

internal static class JsonObjects
{
    public static JsonObject And(this JsonObject one, params IEnumerable<(string Name, JsonNode? Value)> properties)
    {
        // One type for all whole numbers: a node does not convert between them.
        foreach (var (name, value) in properties)
            one[name] = value is JsonValue number && number.TryGetValue<int>(out var small) ? (long)small : value;
        return one;
    }
}
