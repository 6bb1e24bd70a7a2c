namespace BlinkSaaS.Sources.Stripe.Streams;

/// <summary>All streams, in the order in which they are shown and pulled.</summary>
internal static class StripeStreams
{
    public static IReadOnlyList<StripeStream> All { get; } =
    [
        People.Customers,
        Payments.Charges,
        Payments.Refunds,
        Payments.Disputes,
        Billing.Invoices,
        Billing.InvoiceLines,
        Billing.Subscriptions,
        Catalog.Products,
        Catalog.Prices,
        Balance.Transactions,
        Balance.Payouts,
    ];

    public static IReadOnlyList<StreamDescriptor> Descriptors { get; } = [.. All.Select(stream => stream.Describe())];

    public static StripeStream Named(string name) => All.Single(stream => stream.Name == name);

    /// <summary>Nothing of these kinds is ever deleted, and events tell of every change: the walk is for what nobody thought of.</summary>
    public static TimeSpan Month => TimeSpan.FromDays(30);
}
