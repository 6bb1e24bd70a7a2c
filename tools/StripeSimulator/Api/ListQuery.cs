using System.Collections.Specialized;
using System.Globalization;
using System.Text.Json.Nodes;
using StripeSimulator.Worlds;

namespace StripeSimulator.Api;

/// <summary>The parameters of a list, refused where Stripe refuses them.</summary>
internal sealed class ListQuery(Kind kind, NameValueCollection query, int largestPage)
{
    private static readonly string[] s_times = ["created", "created[gt]", "created[gte]", "created[lt]", "created[lte]"];

    /// <summary>A page of those that are given, newest first, or the refusal.</summary>
    /// <param name="all">Newest first.</param>
    /// <param name="url">The list's own address.</param>
    /// <param name="hasTimes">Whether it can be filtered by time.</param>
    /// <param name="render">As it is sent.</param>
    public SimulatorAnswer Answer(IEnumerable<JsonObject> all, string url, bool hasTimes, Func<JsonObject, JsonObject> render)
    {
        if (Refusal(hasTimes) is { } refusal)
            return refusal;
        var rows = all.Where(Matches).ToList();
        var limit = int.Parse(query["limit"] ?? "10", CultureInfo.InvariantCulture);
        var from = 0;
        if (query["starting_after"] is { } after)
        {
            // The cursor has to exist; whether it matches the filters does not matter.
            var cursor = all.FirstOrDefault(one => (string?)one["id"] == after);
            if (cursor is null)
                return SimulatorAnswer.Missing(400, kind.Name, after, "starting_after");
            var later = all.SkipWhile(one => one != cursor).Skip(1).ToHashSet();
            from = rows.FindIndex(later.Contains) is var index and >= 0 ? index : rows.Count;
        }

        var page = rows.Skip(from).Take(Math.Min(limit, largestPage)).ToList();
        return SimulatorAnswer.Ok(new JsonObject
        {
            ["object"] = "list",
            ["url"] = url,
            ["has_more"] = from + page.Count < rows.Count,
            ["data"] = new JsonArray([.. page.Select(render)]),
        });
    }

    private SimulatorAnswer? Refusal(bool hasTimes)
    {
        string[] known = ["limit", "starting_after", .. hasTimes ? s_times : [], .. kind.Filters];
        foreach (var name in query.AllKeys)
        {
            if (!known.Contains(name))
                return SimulatorAnswer.Error(400, $"Received unknown parameter: {name}", "parameter_unknown", name);
        }

        if (query["limit"] is { } limit && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 100))
            return SimulatorAnswer.Error(400, "This value must be between 1 and 100.", "parameter_invalid_integer", "limit");
        if (s_times.FirstOrDefault(name => query[name] is { } time && !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out _)) is { } wrong)
            return SimulatorAnswer.Error(400, "Invalid timestamp: must be an integer Unix timestamp.", "parameter_invalid_integer", wrong);
        if (query.GetValues("types[]")?.Length > 20)
            return SimulatorAnswer.Error(400, "Array must contain at most 20 elements.", parameter: "types");
        return query["type"] is not null && query["types[]"] is not null && kind == Kind.Event
            ? SimulatorAnswer.Error(400, "You may only specify one of these parameters: type, types.", parameter: "type")
            : null;
    }

    private bool Matches(JsonObject one) =>
        Time("created", (created, asked) => created == asked, one) && Time("created[gt]", (created, asked) => created > asked, one)
        && Time("created[gte]", (created, asked) => created >= asked, one) && Time("created[lt]", (created, asked) => created < asked, one)
        && Time("created[lte]", (created, asked) => created <= asked, one) && kind.Filters.All(filter => Matches(one, filter));

    private bool Time(string name, Func<long, long, bool> compare, JsonObject one) =>
        query[name] is not { } asked || compare((long)one["created"]!, long.Parse(asked, CultureInfo.InvariantCulture));

    private bool Matches(JsonObject one, string filter)
    {
        var asked = query[filter];
        if (kind == Kind.Subscription && filter == "status")
            return asked == "all" || (asked is null ? (string?)one["status"] != "canceled" : (string?)one["status"] == asked);
        if (kind == Kind.Price && filter == "active")
            return (bool)one["active"]! == (asked is null or "true");
        if (filter == "types[]")
            return query.GetValues(filter) is not { } types || types.Contains((string)one["type"]!);
        return asked is null || one[filter]?.ToString() == asked;
    }
}
