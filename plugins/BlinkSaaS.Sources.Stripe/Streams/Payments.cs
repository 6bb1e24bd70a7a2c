namespace BlinkSaaS.Sources.Stripe.Streams;

/// <summary>Money that comes in, goes back, or is disputed.</summary>
internal static class Payments
{
    private const string ManyCost = "1 call for each 100 at first, later 1 for each 100 new ones and 1 for each one that changed";

    public static StripeStream Charges { get; } = new()
    {
        Name = "charges",
        Title = "Charges",
        Description = "Every attempt to take a payment, also those that failed. Every pull brings new and changed ones; all are read once a month.",
        Cost = ManyCost,
        Resource = new Resource("charges", "Charges and Refunds"),
        Kind = "charge",
        Events =
        [
            "charge.succeeded", "charge.failed", "charge.pending", "charge.captured", "charge.expired", "charge.refunded", "charge.updated",
            "charge.refund.updated", "charge.dispute.created", "charge.dispute.closed",
        ],
        Fields =
        [
            Field.Text("description", "Description"), Field.Text("status", "Status"), .. Field.Money("amount", "Amount"), Field.Text("currency", "Currency"),
            .. Field.Money("amount_captured", "Captured amount"), .. Field.Money("amount_refunded", "Refunded amount"),
            Field.Flag("paid", "Paid"), Field.Flag("captured", "Captured"), Field.Flag("refunded", "Refunded"), Field.Flag("disputed", "Disputed"),
            Field.Text("customer_id", "Customer ID", "customer"), Field.Text("payment_intent_id", "PaymentIntent ID", "payment_intent"),
            Field.Text("balance_transaction_id", "Balance transaction ID", "balance_transaction"), Field.Text("payment_method_type", "Payment method", "payment_method_details.type"),
            Field.Text("failure_code", "Failure code"), Field.Text("failure_message", "Failure"), Field.Text("receipt_email", "Receipt e-mail"),
            Field.Text("billing_country", "Billing country", "billing_details.address.country"), .. Field.Common,
        ],
        // Signed anew with each answer.
        VolatilePaths = ["receipt_url"],
        CompleteWalkEvery = StripeStreams.Month,
    };

    public static StripeStream Refunds { get; } = new()
    {
        Name = "refunds",
        Title = "Refunds",
        Description = "Payments that went back, whole or in part. Every pull brings new and changed ones; all are read once a month.",
        Cost = ManyCost,
        Resource = new Resource("refunds", "Charges and Refunds"),
        Kind = "refund",
        Events = ["refund.created", "refund.updated", "refund.failed", "charge.refund.updated"],
        Fields =
        [
            Field.Text("reason", "Reason"), Field.Text("status", "Status"), .. Field.Money("amount", "Amount"), Field.Text("currency", "Currency"),
            Field.Text("charge_id", "Charge ID", "charge"), Field.Text("payment_intent_id", "PaymentIntent ID", "payment_intent"),
            Field.Text("balance_transaction_id", "Balance transaction ID", "balance_transaction"), Field.Text("failure_reason", "Failure"),
            Field.Text("receipt_number", "Receipt number"), .. Field.Common.Where(field => field.Column.Name != "livemode"),
        ],
        CompleteWalkEvery = StripeStreams.Month,
    };

    public static StripeStream Disputes { get; } = new()
    {
        Name = "disputes",
        Title = "Disputes",
        Description = "Payments that a customer questioned with the bank. Every pull brings new and changed ones; all are read once a month.",
        Resource = new Resource("disputes", "Disputes"),
        Kind = "dispute",
        Events =
        [
            "charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed", "charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated",
        ],
        Fields =
        [
            Field.Text("reason", "Reason"), Field.Text("status", "Status"), .. Field.Money("amount", "Amount"), Field.Text("currency", "Currency"),
            Field.Text("charge_id", "Charge ID", "charge"), Field.Text("payment_intent_id", "PaymentIntent ID", "payment_intent"),
            Field.Time("evidence_due_by", "Evidence due", "evidence_details.due_by"), Field.Flag("is_charge_refundable", "Charge refundable"),
            Field.Text("payment_method_type", "Payment method", "payment_method_details.type"), .. Field.Common,
        ],
        CompleteWalkEvery = StripeStreams.Month,
    };
}
