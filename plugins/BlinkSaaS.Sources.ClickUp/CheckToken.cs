namespace BlinkSaaS.Sources.ClickUp;

/// <summary>
/// Asks whose token it is and what it sees: two calls, three for each ClickUp Workspace (its spaces and its plan) and two for each
/// space, of which only the first few are looked into, so that a check never takes a minute's calls. Archived spaces are looked
/// into, too, since everything in them costs a pull calls of its own.
/// </summary>
internal sealed class CheckToken(ISourceContext context, IReadOnlyList<StreamDescriptor> pulled)
{
    private const int MostSpacesLookedInto = 10;
    private const int MostArchivedSpacesLookedInto = 2;
    private const int MostPlansAskedFor = 4;
    private const long GuestRole = 4;
    private const long LowestRoleOfAdmins = 2;

    private readonly Hierarchy _hierarchy = Hierarchy.Of(context);
    private readonly ClickUpApi _api = new(context.Http);
    private readonly List<string> _warnings = [];
    private readonly List<string> _notSeen = ["Private spaces, folders and lists that the token's person is not in: nobody but their members sees those."];

    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        using var answer = await _api.GetAsync("v2/user", cancellationToken);
        var user = answer.Root.At("user");
        var workspaces = await _hierarchy.WorkspacesAsync(cancellationToken);
        var spaces = new List<Space>();
        var lists = new List<TaskList>();
        foreach (var workspace in workspaces)
        {
            var seen = await _hierarchy.SpacesAsync(workspace, archived: false, cancellationToken);
            var shared = seen.Count > 0 ? [] : await _hierarchy.SharedListsAsync(workspace, cancellationToken);
            spaces.AddRange(seen);
            lists.AddRange(shared);
            WarnOfLittleSight(workspace, user.Integer("id"), seesNothing: seen.Count + shared.Count == 0);
        }

        if (workspaces.Count == 0)
            _warnings.Add("This token sees no ClickUp Workspace. Ask to be invited to one, or use the token of somebody who is in it.");

        foreach (var space in spaces.Take(MostSpacesLookedInto))
            lists.AddRange(await _hierarchy.LivingListsAsync(space, cancellationToken));
        await LookIntoArchiveAsync(workspaces, cancellationToken);

        var sees = new List<Sight> { new("ClickUp Workspaces", workspaces.Count), new("Spaces", spaces.Count) };
        // A count of some of the spaces would be wrong rather than small.
        if (spaces.Count <= MostSpacesLookedInto)
            sees.Add(new Sight("Lists", lists.Count));

        return new CheckResult
        {
            Account = user.PersonName() ?? "Unknown",
            Sees = sees,
            Plan = await PlansAsync(workspaces, cancellationToken),
            Permits = answer.Permits,
            NotSeen = _notSeen,
            EstimatedCalls = (int?)CallEstimate.Of(_hierarchy, pulled.Select(stream => stream.Name).ToHashSet(), full: true),
            Warnings = _warnings,
        };
    }

    private async Task LookIntoArchiveAsync(IReadOnlyList<Workspace> workspaces, CancellationToken cancellationToken)
    {
        var archived = new List<Space>();
        foreach (var workspace in workspaces)
            archived.AddRange(await _hierarchy.SpacesAsync(workspace, archived: true, cancellationToken));
        foreach (var space in archived.Take(MostArchivedSpacesLookedInto))
            await _hierarchy.LivingListsAsync(space, cancellationToken);
    }

    private void WarnOfLittleSight(Workspace workspace, long? userId, bool seesNothing)
    {
        var me = workspace.Raw.Items("members").FirstOrDefault(m => m.Integer("user", "id") == userId).At("user");
        if (me.Integer("role") == GuestRole || me.Text("role_key") == "guest")
            _warnings.Add($"This token belongs to a guest of {workspace.Name}: it sees only what was shared with the guest. Use a member's token to pull more.");
        else if (me.Integer("role") > LowestRoleOfAdmins)
            _notSeen.Add($"The recorded time of others in {workspace.Name}: ClickUp shows it to owners and admins only.");
        if (seesNothing && me.Integer("role") != GuestRole)
            _warnings.Add($"This token sees nothing in {workspace.Name}. Ask an admin of that ClickUp Workspace for access if there should be some.");
    }

    /// <summary>Names of the plans, without those that the token may not ask for.</summary>
    private async Task<string?> PlansAsync(IReadOnlyList<Workspace> workspaces, CancellationToken cancellationToken)
    {
        var names = await Hierarchy.AllAsync([.. workspaces.Take(MostPlansAskedFor)], async (workspace, token) =>
        {
            try
            {
                using var plan = await _api.FindAsync($"v2/team/{workspace.Id}/plan", token);
                return plan?.Root.Text("plan_name");
            }
            catch (StreamSkippedException)
            {
                return null;
            }
        }, cancellationToken);
        var known = string.Join(", ", names.OfType<string>().Distinct());
        return known.Length > 0 ? known : null;
    }
}
