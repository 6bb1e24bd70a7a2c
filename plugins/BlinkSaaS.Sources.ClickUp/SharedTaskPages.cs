using System.Collections.Concurrent;
using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>
/// Pages of tasks that one stream of a pull asked for, for the streams that need no more of them than which tasks there are: these
/// wait for who is ahead and ask nothing twice. Kept are id, name and date, of so many pages that memory does not grow with the
/// account; further ones are asked for again.
/// </summary>
internal sealed class SharedTaskPages
{
    private const int MostPages = 500;

    private readonly ConcurrentDictionary<string, TaskCompletionSource<TaskPage?>> _pages = new();
    private volatile bool _wanted;

    /// <summary>Some stream of the pull will want them. Before that none is kept.</summary>
    public void Want() => _wanted = true;

    /// <summary>The page where another stream has asked for it, or does so now; null where this one has to.</summary>
    public async Task<TaskPage?> FindAsync(string path, CancellationToken cancellationToken) =>
        _pages.TryGetValue(path, out var page) ? await page.Task.WaitAsync(cancellationToken) : null;

    /// <summary>Says that the page is being asked for. Dispose of it in any case: whoever waits is let go.</summary>
    public Asking Ask(string path)
    {
        var page = new TaskCompletionSource<TaskPage?>(TaskCreationOptions.RunContinuationsAsynchronously);
        return new Asking(this, path, _wanted && _pages.Count < MostPages && _pages.TryAdd(path, page) ? page : null);
    }

    internal sealed class Asking(SharedTaskPages shared, string path, TaskCompletionSource<TaskPage?>? page) : IDisposable
    {
        public void Answer(TaskPage answered) => page?.TrySetResult(answered with { Tasks = Slim(answered.Tasks) });

        public void Dispose()
        {
            if (page is null || page.Task.IsCompleted)
                return;
            shared._pages.TryRemove(KeyValuePair.Create(path, page));
            page.TrySetResult(null);
        }

        private static JsonElement Slim(JsonElement tasks)
        {
            using var written = new MemoryStream();
            using (var json = new Utf8JsonWriter(written))
            {
                json.WriteStartArray();
                foreach (var task in tasks.EnumerateArray())
                {
                    json.WriteStartObject();
                    foreach (var name in (string[])["id", "name", "date_updated"])
                    {
                        if (task.ValueKind == JsonValueKind.Object && task.TryGetProperty(name, out var value))
                        {
                            json.WritePropertyName(name);
                            value.WriteTo(json);
                        }
                    }

                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            using var document = JsonDocument.Parse(written.ToArray());
            return document.RootElement.Clone();
        }
    }
}
