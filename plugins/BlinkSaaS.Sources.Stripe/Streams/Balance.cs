namespace BlinkSaaS.Sources.Stripe.Streams;

/// <summary>What became of the money at Stripe.</summary>
internal static class Balance
{
    public static StripeStream Transactions { get; } = new()
    {
        Name = "balance_transactions",
        Title = "Balance transactions",
        Description = "Everything that went into or out of the Stripe balance, with fees. Every pull brings new ones and those whose money was not available yet; all are read once a month.",
        Cost = "1 call for each 100 at first, later 1 for each 100 since the oldest that is not available yet",
        Resource = new Resource("balance_transactions", "Balance Transaction Sources"),
        Kind = "balance_transaction",
        // Stripe has no events for them. The one thing that changes is that they become available, some days after they were made.
        IsPending = item => Json.Text(Json.At(item, "status")) == "pending",
        Fields =
        [
            Field.Text("description", "Description"), Field.Text("type", "Type"), .. Field.Money("amount", "Amount"), .. Field.Money("fee", "Fee"), .. Field.Money("net", "Net"),
            Field.Text("currency", "Currency"), Field.Text("status", "Status"), Field.Text("reporting_category", "Category"),
            Field.Time("available_on", "Available"), Field.Number("exchange_rate", "Exchange rate"), Field.Text("source_id", "Source ID", "source"),
            Field.Json("fee_details", "Fee details"), .. Field.Common.Where(field => field.Column.Name is not ("livemode" or "metadata")),
        ],
        CompleteWalkEvery = StripeStreams.Month,
    };

    public static StripeStream Payouts { get; } = new()
    {
        Name = "payouts",
        Title = "Payouts",
        Description = "Money that Stripe sent to the bank account. Every pull brings new and changed ones; all are read once a month.",
        Resource = new Resource("payouts", "Payouts"),
        Kind = "payout",
        Events = ["payout.created", "payout.updated", "payout.paid", "payout.failed", "payout.canceled", "payout.reconciliation_completed"],
        Fields =
        [
            Field.Text("description", "Description"), Field.Text("status", "Status"), .. Field.Money("amount", "Amount"), Field.Text("currency", "Currency"),
            Field.Day("arrival_date", "Arrival"), Field.Text("method", "Method"), Field.Text("type", "Type"), Field.Flag("automatic", "Automatic"),
            Field.Text("destination_id", "Destination ID", "destination"), Field.Text("balance_transaction_id", "Balance transaction ID", "balance_transaction"),
            Field.Text("failure_code", "Failure code"), Field.Text("failure_message", "Failure"), Field.Text("statement_descriptor", "On the statement"),
            .. Field.Common,
        ],
        CompleteWalkEvery = StripeStreams.Month,
    };
}
