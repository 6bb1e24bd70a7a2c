using ClickUpSimulator.Json;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Http;

/// <summary>
/// Cuts query results into pages. The result of a query is kept while the world does not change, so that walking
/// through a large one costs one selection; after a change the next page comes from a new one, shifted as the API's is.
/// </summary>
internal sealed class TaskPages(World world)
{
    public const int PageSize = 100;

    private const int MostKept = 256;

    private static readonly byte[] Head = "{\"tasks\":["u8.ToArray();
    private static readonly byte[] Comma = ","u8.ToArray();
    private static readonly byte[] Tail = "]}"u8.ToArray();
    private static readonly byte[] TailMore = "],\"last_page\":false}"u8.ToArray();
    private static readonly byte[] TailLast = "],\"last_page\":true}"u8.ToArray();

    private readonly Dictionary<string, WorkTask[]> kept = [];
    private long keptVersion;
    private Modes? keptModes;

    /// <summary>Candidates come oldest first, and only those that the caller sees.</summary>
    public Reply Answer(ApiCall call, TaskQuery query, Func<IEnumerable<WorkTask>> candidates, bool giveLastPage)
    {
        var found = Select(call, query, candidates);
        var (start, size) = Cut(call.Modes, query.Page);
        var end = (int)Math.Min(start + size, found.Length);
        var pieces = new List<ReadOnlyMemory<byte>>(2 * PageSize + 2) { Head };
        for (var i = (int)Math.Min(start, found.Length); i < end; i++)
        {
            if (i > start)
                pieces.Add(Comma);
            pieces.Add(TaskJson.Of(found[i], world.Options.KeepBodies));
        }
        pieces.Add(!giveLastPage ? Tail : end >= found.Length ? TailLast : TailMore);
        return Reply.Pieces(pieces);
    }

    private WorkTask[] Select(ApiCall call, TaskQuery query, Func<IEnumerable<WorkTask>> candidates)
    {
        if (keptVersion != world.Version || !ReferenceEquals(keptModes, call.Modes) || kept.Count >= MostKept)
        {
            kept.Clear();
            keptVersion = world.Version;
            keptModes = call.Modes;
        }
        var key = $"{call.Token.Name} {call.Route("team")} {call.Route("list")} {WithoutPage(call.QueryString)}";
        if (!kept.TryGetValue(key, out var found))
            kept[key] = found = query.Order([.. candidates().Where(query.Accepts)]);
        return found;
    }

    private (long Start, int Size) Cut(Modes modes, int page)
    {
        if (!modes.ShortPages)
            return ((long)page * PageSize, PageSize);
        var start = 0L;
        for (var earlier = 0; earlier < page; earlier++)
            start += ShortSize(earlier);
        return (start, ShortSize(page));
    }

    /// <summary>Two of three pages are short by 1 to 9; never an empty one.</summary>
    private int ShortSize(int page)
    {
        var random = new SeededRandom(SeededRandom.Mix((ulong)world.Options.Seed + (ulong)page * 31 + 7));
        return page % 3 == 2 ? PageSize : PageSize - random.Between(1, 9);
    }

    private static string WithoutPage(string query) =>
        string.Join('&', query.TrimStart('?').Split('&').Where(part => !part.StartsWith("page=", StringComparison.Ordinal)));
}
