using System.Globalization;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Http;

/// <summary>The parameters of the two task endpoints. Parameters that the API does not know are ignored, as it does.</summary>
internal sealed class TaskQuery
{
    private readonly Modes modes;
    private HashSet<string>? statuses;
    private HashSet<string>? assignees;
    private HashSet<string>? tags;
    private HashSet<string>? lists;
    private HashSet<string>? folders;
    private HashSet<string>? spaces;
    private string? parent;
    private bool archived;
    private bool includeClosed;
    private bool subtasks;
    private Range updated;
    private Range created;
    private Range due;
    private Range done;
    private string orderBy = "created";
    private bool reverse;

    private TaskQuery(Modes modes) => this.modes = modes;

    public int Page { get; private set; }

    /// <summary>List endpoint: tasks of other lists that were added to this one come too.</summary>
    public bool IncludeAdded { get; private set; }

    public static ApiError? Parse(ApiCall call, out TaskQuery query)
    {
        var values = call.Query;
        query = new TaskQuery(call.Modes)
        {
            archived = call.WantsArchived,
            includeClosed = call.IsTrue("include_closed"),
            subtasks = call.IsTrue("subtasks"),
            reverse = call.IsTrue("reverse"),
            IncludeAdded = call.IsTrue("include_timl"),
            statuses = Set(values, "statuses"),
            assignees = Set(values, "assignees"),
            tags = Set(values, "tags"),
            lists = Set(values, "list_ids"),
            folders = Set(values, "project_ids"),
            spaces = Set(values, "space_ids"),
            parent = values["parent"],
        };
        if (values.ContainsKey("assignees"))
            return ApiError.AssigneesMustBeAnArray;
        if (values["order_by"].ToString() is { Length: > 0 } order)
            query.orderBy = order;
        if (query.orderBy is not ("id" or "created" or "updated" or "due_date"))
            return ApiError.BadParameter("order_by");
        if (!TryPage(values["page"], out var page))
            return ApiError.BadParameter("page");
        query.Page = page + call.PageShift;
        return Range.Parse(values, "date_updated", out query.updated)
            ?? Range.Parse(values, "date_created", out query.created)
            ?? Range.Parse(values, "due_date", out query.due)
            ?? Range.Parse(values, "date_done", out query.done);
    }

    public bool Accepts(WorkTask task) =>
        task.Archived == archived
        && (includeClosed || !task.Status.IsClosed || statuses is not null)
        && (subtasks || !task.IsSubtask || parent is not null)
        && updated.Contains(task.DateUpdated, modes.InclusiveDates)
        && created.Contains(task.DateCreated, modes.InclusiveDates)
        && due.Contains(task.DueDate, modes.InclusiveDates)
        && done.Contains(task.DateDone, modes.InclusiveDates)
        && (parent is null || task.Parent?.Id == parent)
        && (lists is null || lists.Contains(task.List.Id) || task.AddedTo.Any(list => lists.Contains(list.Id)))
        && (folders is null || (task.List.Folder is { } folder && folders.Contains(folder.Id)))
        && (spaces is null || spaces.Contains(task.List.Space.Id))
        && (statuses is null || statuses.Contains(task.Status.Name))
        && (tags is null || task.Tags.Any(tags.Contains))
        && (assignees is null || task.Assignees.Any(member => assignees.Contains(member.Id.ToString(CultureInfo.InvariantCulture))));

    /// <summary>Takes what was found in order of creation, oldest first, as the world keeps it.</summary>
    public WorkTask[] Order(List<WorkTask> found)
    {
        var ordered = found.ToArray();
        switch (orderBy)
        {
            case "updated":
                Array.Sort(ordered, static (a, b) => (a.DateUpdated, a.Sequence).CompareTo((b.DateUpdated, b.Sequence)));
                break;
            case "due_date":
                Array.Sort(ordered, static (a, b) => (a.DueDate ?? long.MinValue, a.Sequence).CompareTo((b.DueDate ?? long.MinValue, b.Sequence)));
                break;
            case "id":
                Array.Sort(ordered, static (a, b) => string.CompareOrdinal(a.Id, b.Id));
                break;
        }
        var ascends = reverse ^ (orderBy == "updated" && modes.UpdatedAscends);
        if (!ascends)
            Array.Reverse(ordered);
        return ordered;
    }

    private static bool TryPage(string? text, out int page)
    {
        page = 0;
        return string.IsNullOrEmpty(text) || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out page);
    }

    private static HashSet<string>? Set(IQueryCollection values, string name)
    {
        var given = values[name + "[]"];
        return given.Count == 0 ? null : [.. given.OfType<string>()];
    }

    private readonly record struct Range(long? After, long? Before)
    {
        public static ApiError? Parse(IQueryCollection values, string name, out Range range)
        {
            range = default;
            if (!TryMoment(values[name + "_gt"], out var after))
                return ApiError.BadParameter(name + "_gt");
            if (!TryMoment(values[name + "_lt"], out var before))
                return ApiError.BadParameter(name + "_lt");
            range = new Range(after, before);
            return null;
        }

        public bool Contains(long? moment, bool inclusive)
        {
            if (After is null && Before is null)
                return true;
            if (moment is not { } value)
                return false;
            return inclusive
                ? !(value < After) && !(value > Before)
                : !(value <= After) && !(value >= Before);
        }

        private static bool TryMoment(string? text, out long? moment)
        {
            moment = null;
            if (string.IsNullOrEmpty(text))
                return true;
            var valid = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value);
            moment = value;
            return valid;
        }
    }
}
