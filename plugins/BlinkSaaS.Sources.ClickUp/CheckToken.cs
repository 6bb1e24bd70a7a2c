namespace BlinkSaaS.Sources.ClickUp;

/// <summary>
/// Asks whose token it is and what it sees: two calls, one for each ClickUp Workspace and two for each space, of which only
/// the first few are looked into, so that a check never takes a minute's calls.
/// </summary>
internal sealed class CheckToken(ISourceContext context)
{
    private const int MostSpacesLookedInto = 10;
    private const int TasksPerPage = 100;
    private const long GuestRole = 4;

    private readonly Hierarchy _hierarchy = Hierarchy.Of(context);
    private readonly List<string> _warnings = [];

    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        using var answer = await new ClickUpApi(context.Http).GetAsync("v2/user", cancellationToken);
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

        var sees = new List<Sight> { new("ClickUp Workspaces", workspaces.Count), new("Spaces", spaces.Count) };
        // A count of some of the spaces would be wrong rather than small.
        if (spaces.Count <= MostSpacesLookedInto)
            sees.Add(new Sight("Lists", lists.Count));

        return new CheckResult
        {
            Account = user.PersonName() ?? "Unknown",
            Sees = sees,
            EstimatedCalls = EstimateCalls(workspaces.Count, spaces.Count, lists),
            Warnings = _warnings,
        };
    }

    private void WarnOfLittleSight(Workspace workspace, long? userId, bool seesNothing)
    {
        var me = workspace.Raw.Items("members").FirstOrDefault(m => m.Integer("user", "id") == userId).At("user");
        if (me.Integer("role") == GuestRole || me.Text("role_key") == "guest")
            _warnings.Add($"This token belongs to a guest of {workspace.Name}: it sees only what was shared with the guest. Use a member's token to pull more.");
        else if (seesNothing)
            _warnings.Add($"This token sees nothing in {workspace.Name}. Ask an admin of that ClickUp Workspace for access if there should be some.");
    }

    // What lies in the archive is not known yet and comes on top; where not all spaces were looked into, they stand for the rest.
    private static int EstimateCalls(int workspaces, int spaces, List<TaskList> lists)
    {
        var lookedInto = Math.Min(spaces, MostSpacesLookedInto);
        var scale = lookedInto == 0 ? 0 : (double)spaces / lookedInto;
        var folders = lists.Where(l => l.Folder is not null).Select(l => l.Folder!.Id).Distinct().Count() * scale;
        var tasks = lists.Sum(l => l.Raw.Integer("task_count") ?? 0) * scale;
        var places = 1 + workspaces * 2 + spaces * 4 + folders;
        // One page more for each ClickUp Workspace that is not full, and one for its archived tasks.
        var pages = Math.Floor(tasks / TasksPerPage) + workspaces * 2;
        return (int)Math.Min(int.MaxValue, Math.Ceiling(places + pages));
    }
}
