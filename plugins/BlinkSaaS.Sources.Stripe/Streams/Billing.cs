using System.Text.Json;

namespace BlinkSaaS.Sources.Stripe.Streams;

/// <summary>What customers owe, and why.</summary>
internal static class Billing
{
    private static readonly Resource s_invoices = new("invoices", "Invoices");

    private static readonly NestedList s_lines = new("lines", id => ($"invoices/{Uri.EscapeDataString(id)}/lines", ""));

    private static readonly string[] s_invoiceEvents =
    [
        "invoice.created", "invoice.updated", "invoice.deleted", "invoice.finalized", "invoice.finalization_failed", "invoice.paid", "invoice.payment_succeeded",
        "invoice.payment_failed", "invoice.payment_action_required", "invoice.sent", "invoice.voided", "invoice.marked_uncollectible", "invoice.overdue", "invoice.will_be_due",
    ];

    public static StripeStream Invoices { get; } = new()
    {
        Name = "invoices",
        Title = "Invoices",
        Description = "Every invoice with all of its lines, drafts too. Every pull brings new and changed ones and marks deleted drafts; all are read once a week.",
        Cost = "1 call for each 100 invoices and 1 for each 100 lines of those with more than 10; later 1 for each invoice that changed",
        Resource = s_invoices,
        Kind = "invoice",
        Events = s_invoiceEvents,
        Nested = s_lines,
        Fields =
        [
            Field.Text("number", "Number"), Field.Text("status", "Status"), Field.Text("customer_name", "Customer"), .. Field.Money("total", "Total"),
            .. Field.Money("amount_remaining", "Amount remaining"), Field.Text("currency", "Currency"), Field.Time("due_date", "Due"), Field.Text("customer_id", "Customer ID", "customer"),
            Field.Text("customer_email", "Customer's e-mail"), .. Field.Money("subtotal", "Subtotal"), .. Field.Money("amount_due", "Amount due"),
            .. Field.Money("amount_paid", "Amount paid"), Field.Text("billing_reason", "Billing reason"), Field.Text("collection_method", "Collection method"),
            Field.FirstText("subscription_id", "Subscription ID", "parent.subscription_details.subscription", "subscription"),
            Field.Time("period_start", "Period start"), Field.Time("period_end", "Period end"),
            Field.Time("finalized_at", "Finalized", "status_transitions.finalized_at"), Field.Time("paid_at", "Paid", "status_transitions.paid_at"),
            Field.Integer("attempt_count", "Attempts"), Field.Own(new Column("line_count", "Number of lines", ColumnType.Integer), invoice => Count(invoice, "lines")),
            Field.Json("lines", "Lines", "lines.data", "All lines, as Stripe sends them."), Field.Text("description", "Description"), .. Field.Common,
        ],
        // Signed anew with each answer.
        VolatilePaths = ["hosted_invoice_url", "invoice_pdf"],
    };

    public static StripeStream InvoiceLines { get; } = new()
    {
        Name = "invoice_lines",
        Title = "Invoice lines",
        Description = "Each line of each invoice as a record of its own. Every pull brings those of new and changed invoices; all are read once a day, which shows lines that are gone.",
        Cost = "The same calls again as for invoices",
        Resource = s_invoices,
        Kind = "invoice",
        Events = s_invoiceEvents,
        Nested = s_lines,
        Rows = invoice => Rows(invoice, "lines"),
        Fields =
        [
            Field.Text("description", "Description"), Field.Text("invoice_id", "Invoice ID", "invoice"), .. Field.Money("amount", "Amount"), Field.Text("currency", "Currency"),
            Field.Integer("quantity", "Quantity"), Field.FirstText("price_id", "Price ID", "pricing.price_details.price", "price.id"),
            Field.FirstText("product_id", "Product ID", "pricing.price_details.product", "price.product"),
            Field.FirstText("subscription_id", "Subscription ID", "parent.subscription_item_details.subscription", "subscription"),
            Field.Time("period_start", "Period start", "period.start"), Field.Time("period_end", "Period end", "period.end"),
            Field.Flag("discountable", "Discountable"), .. Field.Common.Where(field => field.Column.Name != "created"),
        ],
        CompleteWalkEvery = TimeSpan.FromDays(1),
        SelectedByDefault = false,
    };

    public static StripeStream Subscriptions { get; } = new()
    {
        Name = "subscriptions",
        Title = "Subscriptions",
        Description = "What customers pay for at regular intervals, ended ones too, with all items. Every pull brings new and changed ones; all are read once a week.",
        Cost = "1 call for each 100 subscriptions at first, later 1 for each 100 new ones and 1 for each one that changed",
        Resource = new Resource("subscriptions", "Subscriptions"),
        Kind = "subscription",
        // Without it the list leaves out those that ended.
        Filters = ["status=all"],
        Events =
        [
            "customer.subscription.created", "customer.subscription.updated", "customer.subscription.deleted", "customer.subscription.paused", "customer.subscription.resumed",
            "customer.subscription.pending_update_applied", "customer.subscription.pending_update_expired", "customer.subscription.trial_will_end",
        ],
        Nested = new NestedList("items", id => ("subscription_items", $"subscription={Uri.EscapeDataString(id)}")),
        Fields =
        [
            Field.Text("description", "Description"), Field.Text("status", "Status"), Field.Text("customer_id", "Customer ID", "customer"), Field.Text("currency", "Currency"),
            Field.Text("collection_method", "Collection method"), Field.Time("start_date", "Started"),
            Field.Own(new Column("current_period_start", "Current period start", ColumnType.Timestamp), subscription => Period(subscription, "current_period_start")),
            Field.Own(new Column("current_period_end", "Current period end", ColumnType.Timestamp), subscription => Period(subscription, "current_period_end")),
            Field.Flag("cancel_at_period_end", "Ends with the period"), Field.Time("cancel_at", "Ends"), Field.Time("canceled_at", "Canceled"), Field.Time("ended_at", "Ended"),
            Field.Text("cancellation_reason", "Reason of the end", "cancellation_details.reason"), Field.Time("trial_start", "Trial start"), Field.Time("trial_end", "Trial end"),
            Field.Text("latest_invoice_id", "Latest invoice ID", "latest_invoice"),
            Field.Own(new Column("price_id", "Price ID", ColumnType.Text, "Of the first item."), subscription => Json.Text(Json.At(First(subscription), "price.id"))),
            Field.Own(new Column("quantity", "Quantity", ColumnType.Integer, "Of the first item."), subscription => Json.Integer(Json.At(First(subscription), "quantity"))),
            Field.Own(new Column("item_count", "Number of items", ColumnType.Integer), subscription => Count(subscription, "items")),
            Field.Json("items", "Items", "items.data", "All items, as Stripe sends them."), .. Field.Common,
        ],
    };

    private static List<JsonElement> Rows(JsonElement item, string list) =>
        Json.At(item, $"{list}.data") is { ValueKind: JsonValueKind.Array } data ? [.. data.EnumerateArray()] : [];

    private static long Count(JsonElement item, string list) => Rows(item, list).Count;

    private static JsonElement First(JsonElement subscription) => Rows(subscription, "items").FirstOrDefault();

    /// <summary>Each item has its period; before there were several it was the subscription's own.</summary>
    private static DateTimeOffset? Period(JsonElement subscription, string name) =>
        Json.Time(Json.At(First(subscription), name)) ?? Json.Time(Json.At(subscription, name));
}
