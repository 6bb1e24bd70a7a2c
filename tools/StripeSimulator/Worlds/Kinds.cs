namespace StripeSimulator.Worlds;

/// <summary>A kind of object: how it is listed, and who may.</summary>
/// <param name="Name">What an object calls itself.</param>
/// <param name="Path">Below <c>/v1/</c>.</param>
/// <param name="Prefix">Of its identifiers.</param>
/// <param name="Permission">What a restricted key needs.</param>
/// <param name="Filters">Parameters of the list besides those of paging and time.</param>
public sealed record Kind(string Name, string Path, string Prefix, string Permission, params string[] Filters)
{
    public static Kind Customer { get; } = new("customer", "customers", "cus", "rak_customer_read", "email");

    public static Kind Charge { get; } = new("charge", "charges", "ch", "rak_charge_read", "customer");

    public static Kind Refund { get; } = new("refund", "refunds", "re", "rak_charge_read", "charge");

    public static Kind Dispute { get; } = new("dispute", "disputes", "du", "rak_dispute_read", "charge");

    public static Kind Invoice { get; } = new("invoice", "invoices", "in", "rak_invoice_read", "customer", "status");

    public static Kind Subscription { get; } = new("subscription", "subscriptions", "sub", "rak_subscription_read", "customer", "status");

    public static Kind Product { get; } = new("product", "products", "prod", "rak_product_read", "active");

    public static Kind Price { get; } = new("price", "prices", "price", "rak_plan_read", "active", "product");

    public static Kind BalanceTransaction { get; } = new("balance_transaction", "balance_transactions", "txn", "rak_balance_transaction_source_read", "source", "type");

    public static Kind Payout { get; } = new("payout", "payouts", "po", "rak_payout_read", "status");

    public static Kind Event { get; } = new("event", "events", "evt", "rak_event_read", "type", "types[]");

    public static Kind InvoiceLine { get; } = new("line_item", "lines", "il", "rak_invoice_read");

    public static Kind SubscriptionItem { get; } = new("subscription_item", "subscription_items", "si", "rak_subscription_read", "subscription");

    /// <summary>Those with a list of their own.</summary>
    public static IReadOnlyList<Kind> Listed { get; } =
        [Customer, Charge, Refund, Dispute, Invoice, Subscription, Product, Price, BalanceTransaction, Payout, Event];
}
