using System.Globalization;
using ClickUpSimulator.Http;
using ClickUpSimulator.Json;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Endpoints;

/// <summary>Recorded time. Not paged; without dates the last thirty days, without assignees the caller's own.</summary>
internal static class TimeEntryEndpoints
{
    private const long Month = 30L * 86_400_000;

    public static void Map(ApiRouteBuilder api) => api.Get("/team/{team}/time_entries", Entries);

    private static Reply Entries(ApiCall call)
    {
        if (call.Find(out ClickUpWorkspace workspace) is { } refusal)
            return refusal;
        var now = call.Simulator.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (!TryMoment(call.Query["start_date"], now - Month, out var from) || !TryMoment(call.Query["end_date"], now, out var to))
            return ApiError.BadParameter("start_date");
        var people = call.Query["assignee"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        var own = call.Token.User.Id.ToString(CultureInfo.InvariantCulture);
        if (people.Length == 0)
            people = [own];
        // Others' time is for owners and admins.
        if (call.Token.User.Role > 2 && people.Any(person => person != own))
            return ApiError.OnlyForAdmins;
        var wanted = people.ToHashSet();
        return Reply.Array(
            "data",
            workspace.TimeEntries.Where(entry => entry.Start >= from && entry.Start <= to && wanted.Contains(entry.User.Id.ToString(CultureInfo.InvariantCulture))),
            (json, entry) => json.WriteTimeEntry(entry, workspace));
    }

    private static bool TryMoment(string? text, long otherwise, out long moment)
    {
        moment = otherwise;
        return string.IsNullOrEmpty(text) || long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out moment);
    }
}
