using System.Globalization;
using ClickUpSimulator.Limits;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Hosting;

/// <summary>What the program was told. A mistake is a sentence for the person who typed it.</summary>
internal sealed class CommandLine
{
    public const string Help = """
        Plays the ClickUp API on this machine.

          --urls <address>          loopback address, default http://127.0.0.1:0 (a free port)
          --world <name>            small, demo (default) or large
          --seed <number>           the same seed gives the same world and tokens, default 1
          --tasks-per-list <n>      more or fewer tasks than the world has
          --base-date <yyyy-MM-dd>  "today" of the world, default the first of this month
          --limit <n>               calls in a window for each token, default 100
          --window <seconds>        length of the window, default 60
          --window-kind <kind>      fixed (default), aligned or sliding
          --latency <ms>            round trip of every call, default 0
          --short-pages             pages that are short without being the last
          --no-last-page            team pages without last_page
          --inclusive-dates         date_updated_gt includes the moment itself
          --embed-archived-lists    folders embed their archived lists too
          --parent-pid <pid>        end when that process has gone
          --exit-with-stdin         end when standard input closes
          --help                    this text
        """;

    private static readonly HashSet<string> Switches = ["--short-pages", "--no-last-page", "--inclusive-dates", "--embed-archived-lists", "--exit-with-stdin", "--help"];

    private static readonly HashSet<string> Settings = ["--urls", "--world", "--seed", "--tasks-per-list", "--base-date", "--limit", "--window", "--window-kind", "--latency", "--parent-pid"];

    private readonly Dictionary<string, string> given = [];

    public SimulatorOptions Options { get; private set; } = new();

    public int? ParentProcess { get; private set; }

    public bool ExitsWithInput { get; private set; }

    public bool WantsHelp => given.ContainsKey("--help");

    /// <summary>Returns what is wrong, or null.</summary>
    public static string? Parse(IReadOnlyList<string> arguments, TimeProvider clock, out CommandLine line)
    {
        line = new CommandLine();
        try
        {
            line.Collect(arguments);
            line.Apply(clock);
            return LoopbackAddress.Parse(line.Options.Urls, out _);
        }
        catch (FormatException mistake)
        {
            return mistake.Message;
        }
    }

    private void Collect(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var parts = arguments[i].Split('=', 2);
            if (Switches.Contains(parts[0]) && parts.Length == 1)
                given[parts[0]] = "";
            else if (!Settings.Contains(parts[0]))
                throw new FormatException($"'{arguments[i]}' is not an option. --help lists them.");
            else if (parts.Length == 2)
                given[parts[0]] = parts[1];
            else if (++i < arguments.Count)
                given[parts[0]] = arguments[i];
            else
                throw new FormatException($"{parts[0]} needs a value. --help tells which.");
        }
    }

    private void Apply(TimeProvider clock)
    {
        var defaults = new SimulatorOptions { World = WorldOptions.Demo };
        Options = defaults with
        {
            Urls = given.GetValueOrDefault("--urls", defaults.Urls),
            World = World(clock),
            RateLimit = new RateLimitSettings
            {
                Limit = Number("--limit", 100, atLeast: 0),
                Window = TimeSpan.FromSeconds(Number("--window", 60, atLeast: 1)),
                Kind = Kind(),
            },
            Latency = TimeSpan.FromMilliseconds(Number("--latency", 0, atLeast: 0)),
            Modes = new Modes
            {
                ShortPages = given.ContainsKey("--short-pages"),
                TeamPagesGiveLastPage = !given.ContainsKey("--no-last-page"),
                InclusiveDates = given.ContainsKey("--inclusive-dates"),
                FoldersEmbedArchivedLists = given.ContainsKey("--embed-archived-lists"),
            },
            Clock = clock,
        };
        ParentProcess = given.ContainsKey("--parent-pid") ? Number("--parent-pid", 0, atLeast: 1) : null;
        ExitsWithInput = given.ContainsKey("--exit-with-stdin");
    }

    private WorldOptions World(TimeProvider clock)
    {
        var name = given.GetValueOrDefault("--world", "demo");
        var preset = WorldOptions.Preset(name) ?? throw new FormatException($"There is no world '{name}'. Use small, demo or large.");
        var today = clock.GetUtcNow();
        var baseDate = new DateTimeOffset(today.Year, today.Month, 1, 0, 0, 0, TimeSpan.Zero);
        if (given.TryGetValue("--base-date", out var text))
        {
            if (!DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                throw new FormatException($"--base-date is '{text}'. Write it as 2026-09-01.");
            baseDate = new DateTimeOffset(day, TimeSpan.Zero);
        }
        return preset with
        {
            Seed = Number("--seed", preset.Seed, atLeast: 0),
            TasksPerList = Number("--tasks-per-list", preset.TasksPerList, atLeast: 0),
            BaseDate = baseDate,
        };
    }

    private WindowKind Kind()
    {
        var text = given.GetValueOrDefault("--window-kind", "fixed");
        return text switch
        {
            "fixed" => WindowKind.Fixed,
            "aligned" => WindowKind.Aligned,
            "sliding" => WindowKind.Sliding,
            _ => throw new FormatException($"There is no window kind '{text}'. Use fixed, aligned or sliding."),
        };
    }

    private int Number(string name, int otherwise, int atLeast)
    {
        if (!given.TryGetValue(name, out var text))
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= atLeast
            ? value
            : throw new FormatException($"{name} is '{text}'. Give a whole number from {atLeast}.");
    }
}
