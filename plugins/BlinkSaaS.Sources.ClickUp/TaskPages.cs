using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>One page of tasks. Its elements live until the next page is asked for.</summary>
/// <param name="Tasks">The tasks, as received.</param>
/// <param name="Number">Number of the page, from 0.</param>
/// <param name="Print">The same for two pages only when they hold the same tasks in the same order.</param>
/// <param name="IsLast">Whether the walk ends here.</param>
/// <param name="ServerTime">When the page was made, by ClickUp's clock.</param>
internal sealed record TaskPage(JsonElement Tasks, int Number, string Print, bool IsLast, DateTimeOffset? ServerTime);

/// <summary>Walks through the numbered pages of a task endpoint.</summary>
internal static class TaskPages
{
    /// <summary>
    /// Yields pages until ClickUp says that one is the last, or one is empty. A short page means nothing: ClickUp sends
    /// them in the middle. Yields nothing where the list asked for is gone.
    /// </summary>
    /// <param name="api">Where to ask.</param>
    /// <param name="path">Path and query, without the page.</param>
    /// <param name="from">Number of the first page to read.</param>
    /// <param name="printBefore">The print of the page before that, where the walk is resumed.</param>
    /// <param name="shared">Pages of the pull's other streams.</param>
    /// <param name="slim">Whether id, name and date of a task do.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public static async IAsyncEnumerable<TaskPage> ReadAsync(
        ClickUpApi api, string path, int from, string? printBefore, SharedTaskPages shared, bool slim, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = from; ; number++)
        {
            var address = $"{path}&page={number}";
            if (slim && await shared.FindAsync(address, cancellationToken) is { } known)
            {
                yield return known;
                if (known.IsLast)
                    yield break;
                printBefore = known.Print;
                continue;
            }

            using var asking = shared.Ask(address);
            using var answer = path.StartsWith("v2/list/", StringComparison.Ordinal)
                ? await api.FindAsync(address, cancellationToken)
                : await api.GetAsync(address, cancellationToken);
            if (answer is null)
                yield break;

            var tasks = answer.Rows("tasks");
            var print = PrintOf(tasks);
            var isEmpty = tasks.GetArrayLength() == 0;
            if (!isEmpty && print == printBefore)
                throw ClickUpErrors.RepeatedPage(number);

            var isLast = isEmpty || answer.Root.Boolean("last_page") == true;
            var page = new TaskPage(tasks, number, print, isLast, answer.ServerTime);
            asking.Answer(page);
            yield return page;
            if (isLast)
                yield break;
            printBefore = print;
        }
    }

    private static string PrintOf(JsonElement tasks)
    {
        var ids = string.Join('\n', tasks.EnumerateArray().Select(t => t.Text("id")));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ids)).AsSpan(0, 8));
    }
}
