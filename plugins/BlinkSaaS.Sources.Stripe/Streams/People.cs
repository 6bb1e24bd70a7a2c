namespace BlinkSaaS.Sources.Stripe.Streams;

/// <summary>Who pays.</summary>
internal static class People
{
    public static StripeStream Customers { get; } = new()
    {
        Name = "customers",
        Title = "Customers",
        Description = "Who pays: name, addresses, balance, metadata. Every pull brings new and changed ones and marks deleted ones; all are read once a week.",
        Cost = "1 call for each 100 customers at first, later 1 for each 100 new ones and 1 for each one that changed",
        Resource = new Resource("customers", "Customers"),
        Kind = "customer",
        Events =
        [
            "customer.created", "customer.updated", "customer.deleted", "customer.discount.created", "customer.discount.updated", "customer.discount.deleted",
        ],
        Fields =
        [
            Field.Text("name", "Name"), Field.Text("email", "E-mail"), Field.Text("phone", "Phone"), Field.Text("description", "Description"),
            Field.Text("country", "Country", "address.country"), Field.Text("currency", "Currency"),
            .. Field.Money("balance", "Balance"), Field.Flag("delinquent", "Delinquent"), Field.Text("tax_exempt", "Tax exempt"),
            Field.Json("address", "Address"), Field.Json("shipping", "Shipping"), .. Field.Common,
        ],
    };
}
