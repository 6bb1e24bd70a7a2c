namespace SourceRunner;

/// <summary>What was asked for on the command line.</summary>
internal sealed record RunnerArguments
{
    public const string Usage = """
        Tries a source plugin without the web application.

          describe  what the source is and what it asks for
          check     whose credential it is and what it sees
          discover  the streams and their columns
          read      the records, stream by stream

        --plugin DIR         folder that holds plugin.json and the assembly (required)
        --set KEY=VALUE      value of a credential field; once for each field
        --base-address URL   calls this address in place of the source's own, for example a fake API
        --stream NAME        reads this stream alone; may be given several times (default: those selected by default)
        --state FILE         keeps checkpoints in this file, so that the next read brings what changed
        --full               reads everything, whatever the checkpoints say
        --rows N             prints the first N records of each stream (default 3)
        """;

    public required string Verb { get; init; }
    public required string PluginFolder { get; init; }
    public Dictionary<string, string> Values { get; } = new(StringComparer.Ordinal);
    public List<string> Streams { get; } = [];
    public Uri? BaseAddress { get; private set; }
    public string? StateFile { get; private set; }
    public bool Full { get; private set; }
    public int Rows { get; private set; } = 3;

    /// <exception cref="UsageException">Something is missing or not understood.</exception>
    public static RunnerArguments Parse(string[] args)
    {
        if (args is not [("describe" or "check" or "discover" or "read") and var verb, .. var rest])
            throw new UsageException("Say what to do: describe, check, discover or read.");
        var plugin = Array.IndexOf(rest, "--plugin");
        var arguments = new RunnerArguments
        {
            Verb = verb,
            PluginFolder = plugin >= 0 && plugin + 1 < rest.Length
                ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(rest[plugin + 1]))
                : throw new UsageException("Say where the plugin is, with --plugin DIR."),
        };
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] == "--full")
                arguments.Full = true;
            else if (i + 1 < rest.Length)
                arguments.Take(rest[i], rest[++i]);
            else
                throw new UsageException($"{rest[i]} is not understood, or its value is missing.");
        }

        return arguments;
    }

    private void Take(string option, string value)
    {
        switch (option)
        {
            case "--plugin":
                break;
            case "--set" when value.IndexOf('=', StringComparison.Ordinal) is > 0 and var at:
                Values[value[..at]] = value[(at + 1)..];
                break;
            case "--base-address" when Uri.TryCreate(value, UriKind.Absolute, out var address):
                BaseAddress = address;
                break;
            case "--stream":
                Streams.Add(value);
                break;
            case "--state":
                StateFile = value;
                break;
            case "--rows" when int.TryParse(value, out var rows) && rows >= 0:
                Rows = rows;
                break;
            default:
                throw new UsageException($"{option} {value} is not understood.");
        }
    }
}

/// <summary>The command line cannot be followed.</summary>
internal sealed class UsageException(string message) : Exception(message);
