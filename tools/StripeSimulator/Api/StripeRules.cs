using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Web;
using StripeSimulator.Worlds;

namespace StripeSimulator.Api;

/// <summary>What the API answers: who may ask, how often, and for what.</summary>
internal sealed partial class StripeRules(StripeWorld world, Dictionary<string, StripeKey> keys, SimulatorOptions options, TimeProvider clock)
{
    private long _second;
    private int _inSecond;

    /// <summary>Calls that were refused for their rate.</summary>
    public int Refused { get; private set; }

    public SimulatorAnswer Answer(string method, Uri address, string? authorization, string? version)
    {
        if (KeyOf(authorization) is not { } sent)
            return SimulatorAnswer.Error(401, "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').");
        if (!keys.TryGetValue(sent, out var key))
            return SimulatorAnswer.Error(401, $"Invalid API Key provided: {sent[..Math.Min(8, sent.Length)]}****");
        if (key.IsExpired)
            return SimulatorAnswer.Error(401, $"Expired API Key provided: {key.Masked}", "api_key_expired");
        if (IsTooMany())
            return SimulatorAnswer.Error(429, "Request rate limit exceeded. You can learn more about rate limits in Stripe's documentation.", "rate_limit");
        if (version is not null && !ApiVersion().IsMatch(version))
            return SimulatorAnswer.Error(400, $"Invalid Stripe API version: {version}");
        var parts = address.AbsolutePath.Trim('/').Split('/').Select(Uri.UnescapeDataString).ToArray();
        var answer = method == "GET" && parts is ["v1", ..] ? Answer(key, parts[1..], address) : null;
        return answer ?? SimulatorAnswer.Error(404, $"Unrecognized request URL ({method}: {address.AbsolutePath}).");
    }

    private SimulatorAnswer? Answer(StripeKey key, string[] path, Uri address)
    {
        ListQuery Query(Kind kind) => new(kind, HttpUtility.ParseQueryString(address.Query), options.LargestPage);

        switch (path)
        {
            case ["account"]:
                return Refusal(key, "rak_accounts_kyc_basic_read") ?? SimulatorAnswer.Ok(AccountObject());
            case ["balance"]:
                return Refusal(key, "rak_balance_read") ?? SimulatorAnswer.Ok(new JsonObject { ["object"] = "balance", ["livemode"] = false, ["available"] = new JsonArray() });
            case ["invoices", var invoice, "lines"]:
                return Refusal(key, Kind.Invoice.Permission) ?? (world.Find(Kind.Invoice, invoice) is null
                    ? SimulatorAnswer.Missing(404, "invoice", invoice, "invoice")
                    : Query(Kind.InvoiceLine).Answer(world.RowsOf(invoice), $"/v1/invoices/{invoice}/lines", hasTimes: false, Copy));
            case ["subscription_items"]:
                return Refusal(key, Kind.SubscriptionItem.Permission) ?? Items(HttpUtility.ParseQueryString(address.Query)["subscription"], Query(Kind.SubscriptionItem));
            case [var list] when Kind.Listed.FirstOrDefault(kind => kind.Path == list) is { } kind:
                return Refusal(key, kind.Permission) ?? Query(kind).Answer(world.Of(kind), $"/v1/{list}", hasTimes: true, one => world.Render(kind, one));
            case [var list, var id] when Kind.Listed.FirstOrDefault(kind => kind.Path == list) is { } kind:
                return Refusal(key, kind.Permission) ?? One(kind, id);
            default:
                return null;
        }
    }

    private SimulatorAnswer Items(string? subscription, ListQuery query)
    {
        if (subscription is null)
            return SimulatorAnswer.Error(400, "Missing required param: subscription.", "parameter_missing", "subscription");
        return world.Find(Kind.Subscription, subscription) is null
            ? SimulatorAnswer.Missing(404, "subscription", subscription, "subscription")
            : query.Answer(world.RowsOf(subscription), "/v1/subscription_items", hasTimes: false, Copy);
    }

    private SimulatorAnswer One(Kind kind, string id)
    {
        if (world.Find(kind, id) is { } one)
            return SimulatorAnswer.Ok(world.Render(kind, one));
        // A deleted customer leaves its identifier; the others leave nothing.
        return kind == Kind.Customer && world.WasDeleted(kind, id)
            ? SimulatorAnswer.Ok(new JsonObject { ["id"] = id, ["object"] = kind.Name, ["deleted"] = true })
            : SimulatorAnswer.Missing(404, kind.Name, id, "id");
    }

    private static JsonObject Copy(JsonObject row) => (JsonObject)row.DeepClone();

    private static JsonObject AccountObject() => new()
    {
        ["id"] = StripeWorld.Account,
        ["object"] = "account",
        ["email"] = "quill@example.com",
        ["business_profile"] = new JsonObject { ["name"] = null },
        ["settings"] = new JsonObject { ["dashboard"] = new JsonObject { ["display_name"] = StripeWorld.AccountName } },
    };

    private static SimulatorAnswer? Refusal(StripeKey key, string permission) => !key.Missing.Contains(permission)
        ? null
        : SimulatorAnswer.Error(403, $"The provided key '{key.Masked}' does not have the required permissions for this endpoint on account '{StripeWorld.Account}'. Having the '{permission}' permission would allow this request to continue.");

    /// <summary>As a bearer, or as the name of basic authentication.</summary>
    private static string? KeyOf(string? authorization)
    {
        if (authorization?.StartsWith("Bearer ", StringComparison.Ordinal) == true)
            return authorization["Bearer ".Length..];
        if (authorization?.StartsWith("Basic ", StringComparison.Ordinal) != true)
            return null;
        var buffer = new byte[authorization.Length];
        return Convert.TryFromBase64String(authorization["Basic ".Length..], buffer, out var length) ? Encoding.UTF8.GetString(buffer, 0, length).Split(':')[0] : null;
    }

    private bool IsTooMany()
    {
        var second = clock.GetUtcNow().ToUnixTimeSeconds();
        (_second, _inSecond) = second == _second ? (second, _inSecond + 1) : (second, 1);
        var isTooMany = _inSecond > options.CallsPerSecond;
        Refused += isTooMany ? 1 : 0;
        return isTooMany;
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(\.[a-z]+)?$")]
    private static partial Regex ApiVersion();
}
