using System.Globalization;
using ClickUpSimulator.Sight;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Http;

/// <summary>An admitted call. Its look-ups return null when they found what the caller may see, otherwise the refusal.</summary>
internal sealed class ApiCall(Simulator simulator, HttpContext context, AccessToken token)
{
    public static object TokenKey { get; } = new();

    public static object PageShiftKey { get; } = new();

    public Simulator Simulator => simulator;

    public World World => simulator.World;

    public AccessToken Token => token;

    public Modes Modes => simulator.Modes;

    public IQueryCollection Query => context.Request.Query;

    public string QueryString => context.Request.QueryString.Value ?? "";

    /// <summary>-1 when a fault makes this call repeat the page before.</summary>
    public int PageShift => context.Items.TryGetValue(PageShiftKey, out var shift) ? (int)shift! : 0;

    /// <summary>?archived=true: the archived ones only; otherwise the others only.</summary>
    public bool WantsArchived => IsTrue("archived");

    public bool IsTrue(string name) => string.Equals(Query[name], "true", StringComparison.OrdinalIgnoreCase) || Query[name] == "1";

    public string Route(string name) => context.GetRouteValue(name) as string ?? "";

    public ApiError? Find(out ClickUpWorkspace workspace)
    {
        var refusal = Find("team", ApiError.TeamsNotAuthorized, id => World.WorkspaceList.Find(known => known.Id == id), token.Sees, out var found);
        workspace = found!;
        return refusal;
    }

    public ApiError? Find(out Space space)
    {
        var refusal = Find("space", ApiError.TeamNotAuthorized, World.SpacesById.GetValueOrDefault, candidate => token.Sees(candidate, Modes), out var found);
        space = found!;
        return refusal;
    }

    /// <summary>A deleted folder is still found by whoever sees its space.</summary>
    public ApiError? Find(out Folder folder)
    {
        var refusal = Find("folder", ApiError.TeamNotAuthorized, World.FoldersById.GetValueOrDefault, candidate => token.Sees(candidate, Modes) || (candidate.Deleted && token.Sees(candidate.Space, Modes)), out var found);
        folder = found!;
        return refusal;
    }

    public ApiError? Find(out TaskList list)
    {
        var refusal = Find("list", ApiError.TeamNotAuthorized, World.ListsById.GetValueOrDefault, token.Sees, out var found);
        list = found!;
        return refusal;
    }

    public ApiError? Find(out WorkTask task)
    {
        task = World.TasksById.GetValueOrDefault(Route("task"))!;
        if (task is null)
            return ApiError.TeamNotAuthorized;
        if (task.Deleted)
            return token.Sees(task.List.Space.Workspace) ? ApiError.TaskNotFound : ApiError.TeamNotAuthorized;
        return token.Sees(task) ? null : ApiError.TeamNotAuthorized;
    }

    public ApiError? Find(out View view)
    {
        var id = Route("view");
        view = World.WorkspaceList.SelectMany(workspace => workspace.ViewList).FirstOrDefault(known => known.Id == id)!;
        return view is not null && Sees(view) ? null : ApiError.ViewNotFound;
    }

    /// <summary>Whoever sees the place that a view is of sees the view.</summary>
    public bool Sees(View view) =>
        (World.WorkspaceList.Find(workspace => workspace.Id == view.ParentId) is { } workspace && token.Sees(workspace))
        || (World.SpacesById.GetValueOrDefault(view.ParentId) is { } space && token.Sees(space, Modes))
        || (World.FoldersById.GetValueOrDefault(view.ParentId) is { } folder && token.Sees(folder, Modes))
        || (World.ListsById.GetValueOrDefault(view.ParentId) is { } list && token.Sees(list));

    private ApiError? Find<T>(string route, ApiError refusal, Func<string, T?> lookUp, Func<T, bool> sees, out T? found)
        where T : class
    {
        found = null;
        var id = Route(route);
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return ApiError.NotAnInteger(id);
        found = lookUp(id);
        return found is not null && sees(found) ? null : refusal;
    }
}
