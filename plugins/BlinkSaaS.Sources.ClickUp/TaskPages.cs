using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>One page of tasks. Its elements live until the next page is asked for.</summary>
/// <param name="Tasks">The tasks, as received, or as much of them as is shared.</param>
/// <param name="Number">Number of the page, from 0.</param>
/// <param name="Print">The same for two pages only when they hold the same tasks in the same order.</param>
/// <param name="IsLast">Whether the walk ends here.</param>
/// <param name="ServerTime">When the page was made, by ClickUp's clock.</param>
internal sealed record TaskPage(JsonElement Tasks, int Number, string Print, bool IsLast, DateTimeOffset? ServerTime)
{
    private static readonly JsonElement None = JsonDocument.Parse("[]").RootElement;

    /// <summary>The page that an answer is; an empty last one where the list asked for is gone.</summary>
    public static TaskPage Of(ClickUpAnswer? answer, int number, string? printBefore)
    {
        var tasks = answer?.Rows("tasks") ?? None;
        var print = PrintOf(tasks);
        var isEmpty = tasks.GetArrayLength() == 0;
        if (!isEmpty && print == printBefore)
            throw ClickUpErrors.RepeatedPage(number);
        return new TaskPage(tasks, number, print, isEmpty || answer!.Root.Boolean("last_page") == true, answer?.ServerTime);
    }

    private static string PrintOf(JsonElement tasks)
    {
        var ids = string.Join('\n', tasks.EnumerateArray().Select(t => t.Text("id")));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ids)).AsSpan(0, 8));
    }
}

/// <summary>
/// Walks through the numbered pages of a task endpoint until ClickUp says that one is the last, or one is empty. A short page
/// means nothing: ClickUp sends them in the middle.
/// </summary>
/// <param name="api">Where to ask.</param>
/// <param name="workspace">Whose tasks.</param>
/// <param name="shared">Pages of the pull's other streams.</param>
internal sealed class TaskPages(ClickUpApi api, Workspace workspace, SharedTaskPages shared)
{
    /// <summary>Pages with all that ClickUp says of a task.</summary>
    /// <param name="lead">Tells the pull's other streams how far the walk is.</param>
    /// <param name="path">Path and query, without the page.</param>
    /// <param name="from">Where the walk stands: the page to begin with, and the print of the one before.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public async IAsyncEnumerable<TaskPage> ReadAsync(
        TaskLead lead, string path, TaskWalkState from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var at = from; ;)
        {
            var address = $"{path}&page={at.Page}";
            lead.Reach(at);
            using var asking = await shared.AskWholeAsync(address, cancellationToken);
            using var answer = asking.TakeWhole() ?? await AskAsync(path, address, cancellationToken);
            var page = TaskPage.Of(answer, at.Page, at.Print);
            asking.Answer(page);
            at = at with { Page = at.Page + 1, Print = page.Print };
            lead.Reach(at);
            yield return page;
            if (page.IsLast)
                yield break;
        }
    }

    /// <summary>Pages with id, name and date of each task, which may be those of another stream.</summary>
    public async IAsyncEnumerable<TaskPage> ReadSlimAsync(string path, TaskWalkState from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var at = from; ;)
        {
            var page = await SlimAsync(path, $"{path}&page={at.Page}", at, cancellationToken);
            yield return page;
            if (page.IsLast)
                yield break;
            at = at with { Page = at.Page + 1, Print = page.Print };
        }
    }

    private async Task<TaskPage> SlimAsync(string path, string address, TaskWalkState at, CancellationToken cancellationToken)
    {
        using var asking = await shared.AskSlimAsync(address, workspace.Id, at, cancellationToken);
        if (asking.Known is { } known)
            return known;
        var answer = await AskAsync(path, address, cancellationToken);
        var isLeft = false;
        try
        {
            (var slim, isLeft) = asking.Answer(TaskPage.Of(answer, at.Page, at.Print), answer, workspace.Id, at);
            return slim.Unpack();
        }
        finally
        {
            if (!isLeft)
                answer?.Dispose();
        }
    }

    /// <summary>Null where the list asked for is gone.</summary>
    private async Task<ClickUpAnswer?> AskAsync(string path, string address, CancellationToken cancellationToken) =>
        path.StartsWith("v2/list/", StringComparison.Ordinal) ? await api.FindAsync(address, cancellationToken) : await api.GetAsync(address, cancellationToken);
}
