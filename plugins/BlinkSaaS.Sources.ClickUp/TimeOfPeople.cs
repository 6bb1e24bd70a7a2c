using System.Globalization;
using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>
/// Recorded time of all members, where the token may see it: ClickUp gives others' time to owners and admins only, and only
/// where each person is named. Otherwise the time of the token's own person, with a word that it is no more.
/// </summary>
internal sealed class TimeOfPeople(ISourceContext context, Workspace workspace)
{
    // Keeps the address of a request short enough for every proxy.
    private const int MostPeopleInACall = 150;
    private const long LowestRoleOfAdmins = 2;

    private readonly ClickUpApi _api = new(context.Http);
    private bool _ownOnly;

    public string? Warning { get; private set; }

    /// <summary>Whose time was seen, where it was not everybody's.</summary>
    public IReadOnlyList<string> Sight => _ownOnly ? ["time:own"] : ["time:everybody"];

    public async Task<IReadOnlyList<JsonElement>> ReadAsync(TimeWindow window, CancellationToken cancellationToken)
    {
        if (!_ownOnly && await MaySeeOthersAsync(cancellationToken))
        {
            try
            {
                return await OfEverybodyAsync(window, cancellationToken);
            }
            catch (AccessDeniedException)
            {
                // A custom role may rule it out.
            }
        }

        _ownOnly = true;
        Warning = $"Only the time of the token's own person is read in {workspace.Name}: ClickUp shows the time of others to owners and admins. Use the token of one of them to pull everybody's.";
        return await AskAsync(window, assignees: null, cancellationToken);
    }

    private async Task<IReadOnlyList<JsonElement>> OfEverybodyAsync(TimeWindow window, CancellationToken cancellationToken)
    {
        var people = workspace.Raw.Items("members").Select(m => m.Integer("user", "id")).OfType<long>().Order()
            .Select(id => id.ToString(CultureInfo.InvariantCulture)).Chunk(MostPeopleInACall);
        var entries = new List<JsonElement>();
        foreach (var some in people)
            entries.AddRange(await AskAsync(window, string.Join(',', some), cancellationToken));
        return entries;
    }

    private async Task<IReadOnlyList<JsonElement>> AskAsync(TimeWindow window, string? assignees, CancellationToken cancellationToken)
    {
        var people = assignees is null ? "" : $"&assignee={assignees}";
        using var answer = await _api.GetAsync(
            $"v2/team/{workspace.Id}/time_entries?start_date={window.From}&end_date={window.To}{people}", cancellationToken);
        return [.. answer.Rows("data").EnumerateArray().Select(e => e.Clone())];
    }

    /// <summary>The role is in the members that came with the ClickUp Workspaces; who the token belongs to is one call for all.</summary>
    private async Task<bool> MaySeeOthersAsync(CancellationToken cancellationToken)
    {
        var me = await Hierarchy.Of(context).AskAsync("user", async token =>
        {
            using var answer = await _api.GetAsync("v2/user", token);
            return answer.Root.Integer("user", "id");
        }, cancellationToken);
        var myself = workspace.Raw.Items("members").FirstOrDefault(m => m.Integer("user", "id") == me);
        // Where the members did not come with the ClickUp Workspace there is nobody to name.
        return myself.ValueKind != JsonValueKind.Undefined && (myself.Integer("user", "role") ?? LowestRoleOfAdmins) <= LowestRoleOfAdmins;
    }
}
