namespace StripeSimulator;

/// <summary>A key and what it may do.</summary>
/// <param name="Value">As it is sent.</param>
public sealed record StripeKey(string Value)
{
    /// <summary>May read everything.</summary>
    public static StripeKey Secret { get; } = new("sk_test_51Simulated0SecretKey0000");

    /// <summary>May read everything that is pulled, and not the account.</summary>
    public static StripeKey Restricted { get; } = new("rk_test_51Simulated0Restricted00") { Missing = ["rak_accounts_kyc_basic_read", "rak_balance_read"] };

    /// <summary>Names of permissions that it lacks.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    public bool IsExpired { get; init; }

    /// <summary>As Stripe repeats it in messages.</summary>
    public string Masked => $"{Value[..8]}{new string('*', Value.Length - 12)}{Value[^4..]}";

    /// <summary>A restricted key without some permissions.</summary>
    public static StripeKey Without(params string[] permissions) =>
        new("rk_test_51Simulated0WithLess0000") { Missing = [.. Restricted.Missing, .. permissions] };
}
