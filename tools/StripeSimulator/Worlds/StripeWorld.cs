using System.Text.Json.Nodes;

namespace StripeSimulator.Worlds;

/// <summary>An account and everything in it. Objects are kept as they are sent, except for the lists inside of them.</summary>
public sealed class StripeWorld(TimeProvider clock, int seed)
{
    private const int EmbeddedRows = 10;
    private static readonly TimeSpan s_eventsAreKept = TimeSpan.FromDays(30);

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, List<JsonObject>> _objects = [];
    private readonly Dictionary<string, List<JsonObject>> _rows = [];
    private readonly Dictionary<string, string> _deleted = [];

    public const string Account = "acct_1SimulatedQuill0";

    public static string AccountName => "Quill & Sons";

    public long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    public Random Random => _random;

    /// <summary>Objects of a kind, newest first.</summary>
    public IReadOnlyList<JsonObject> Of(Kind kind)
    {
        var all = _objects.GetValueOrDefault(kind.Name) ?? [];
        var oldest = kind == Kind.Event ? Now - (long)s_eventsAreKept.TotalSeconds : long.MinValue;
        return [.. all.AsEnumerable().Reverse().OrderByDescending(Created).Where(one => Created(one) >= oldest)];
    }

    public JsonObject? Find(Kind kind, string id) => Of(kind).FirstOrDefault(one => (string?)one["id"] == id);

    /// <summary>Whether an object was there once and is not any more.</summary>
    public bool WasDeleted(Kind kind, string id) => _deleted.GetValueOrDefault(id) == kind.Name;

    /// <summary>The rows inside of an object: the lines of an invoice, the items of a subscription.</summary>
    public IReadOnlyList<JsonObject> RowsOf(string id) => _rows.GetValueOrDefault(id) ?? [];

    public string NewId(Kind kind)
    {
        const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        return $"{kind.Prefix}_1{new string(_random.GetItems<char>(Letters, 16))}";
    }

    /// <summary>An object as the API sends it.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="one">As it is kept.</param>
    /// <param name="whole">With all rows inside of it, as no single answer has them.</param>
    public JsonObject Render(Kind kind, JsonObject one, bool whole = false)
    {
        var sent = (JsonObject)one.DeepClone();
        if (kind == Kind.BalanceTransaction)
            sent["status"] = (long)sent["available_on"]! <= Now ? "available" : "pending";
        if (kind != Kind.Invoice && kind != Kind.Subscription)
            return sent;
        var id = (string)one["id"]!;
        var rows = RowsOf(id);
        var few = whole ? rows : [.. rows.Take(EmbeddedRows)];
        sent[kind == Kind.Invoice ? "lines" : "items"] = new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. few.Select(row => row.DeepClone())]),
            ["has_more"] = few.Count < rows.Count,
            ["url"] = kind == Kind.Invoice ? $"/v1/invoices/{id}/lines" : $"/v1/subscription_items?subscription={id}",
        };
        return sent;
    }

    /// <summary>What lives, by identifier, as it would be sent if nothing were left out.</summary>
    public IReadOnlyDictionary<string, string> Truth(Kind kind) =>
        Of(kind).ToDictionary(one => (string)one["id"]!, one => Render(kind, one, whole: true).ToJsonString());

    public JsonObject Create(Kind kind, JsonObject one, IReadOnlyList<JsonObject>? rows = null, string? type = null)
    {
        if (!_objects.TryGetValue(kind.Name, out var all))
            _objects[kind.Name] = all = [];
        all.Add(one);
        if (rows is not null)
            _rows[(string)one["id"]!] = [.. rows];
        if (kind != Kind.Event && kind != Kind.BalanceTransaction)
            Tell(type ?? $"{kind.Name}.created", Render(kind, one), Created(one));
        return one;
    }

    /// <summary>Changes an object; whoever asks for events learns of it.</summary>
    public void Change(Kind kind, JsonObject one, string type, Action<JsonObject> change)
    {
        change(one);
        Tell(type, Render(kind, one), Now);
    }

    public void AddRow(Kind kind, JsonObject one, JsonObject row, string type)
    {
        _rows[(string)one["id"]!].Add(row);
        Tell(type, Render(kind, one), Now);
    }

    public void RemoveRow(Kind kind, JsonObject one, string type)
    {
        _rows[(string)one["id"]!].RemoveAt(0);
        Tell(type, Render(kind, one), Now);
    }

    public void Delete(Kind kind, JsonObject one)
    {
        var id = (string)one["id"]!;
        _objects[kind.Name].Remove(one);
        _deleted[id] = kind.Name;
        Tell($"{kind.Name}.deleted", Render(kind, one), Now);
        _rows.Remove(id);
    }

    private static long Created(JsonObject one) => (long)one["created"]!;

    /// <summary>
    /// Events have objects in the shape of the account's own version of the API, here one that knew no metadata: whoever takes the
    /// object of an event for the object itself is found out.
    /// </summary>
    private void Tell(string type, JsonObject one, long created)
    {
        one.Remove("metadata");
        Create(Kind.Event, new JsonObject
        {
            ["id"] = NewId(Kind.Event),
            ["object"] = "event",
            ["api_version"] = "2019-02-19",
            ["created"] = created,
            ["data"] = new JsonObject { ["object"] = one },
            ["livemode"] = false,
            ["pending_webhooks"] = 0,
            ["request"] = new JsonObject { ["id"] = null, ["idempotency_key"] = null },
            ["type"] = type,
        });
    }
}
