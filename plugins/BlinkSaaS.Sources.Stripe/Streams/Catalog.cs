namespace BlinkSaaS.Sources.Stripe.Streams;

/// <summary>What is sold, and for how much.</summary>
internal static class Catalog
{
    public static StripeStream Products { get; } = new()
    {
        Name = "products",
        Title = "Products",
        Description = "What is sold, active or not. Every pull brings new and changed ones and marks deleted ones; all are read once a week.",
        Resource = new Resource("products", "Products"),
        Kind = "product",
        Events = ["product.created", "product.updated", "product.deleted"],
        Fields =
        [
            Field.Text("name", "Name"), Field.Flag("active", "Active"), Field.Text("description", "Description"), Field.Text("default_price_id", "Default price ID", "default_price"),
            Field.Text("unit_label", "Unit"), Field.Text("tax_code", "Tax code"), Field.Text("url", "Address"), Field.Time("updated", "Updated"), .. Field.Common,
        ],
        VersionColumn = "updated",
    };

    public static StripeStream Prices { get; } = new()
    {
        Name = "prices",
        Title = "Prices",
        Description = "What a product costs, once or at regular intervals, active or not. Every pull brings new and changed ones and marks deleted ones; all are read once a week.",
        Resource = new Resource("prices", "Prices"),
        Kind = "price",
        // Without a filter the list has the active ones only.
        Filters = ["active=true", "active=false"],
        Events = ["price.created", "price.updated", "price.deleted"],
        Fields =
        [
            Field.Text("nickname", "Nickname"), Field.Text("product_id", "Product ID", "product"), Field.Flag("active", "Active"), Field.Text("type", "Type"),
            .. Field.Money("unit_amount", "Unit amount", exact: "unit_amount_decimal"), Field.Text("currency", "Currency"), Field.Text("billing_scheme", "Billing scheme"),
            Field.Text("recurring_interval", "Interval", "recurring.interval"), Field.Integer("recurring_interval_count", "Intervals between bills", "recurring.interval_count"),
            Field.Text("usage_type", "Usage type", "recurring.usage_type"), Field.Text("tax_behavior", "Tax behavior"), Field.Text("tiers_mode", "Tiers"),
            Field.Text("lookup_key", "Lookup key"), .. Field.Common,
        ],
    };
}
