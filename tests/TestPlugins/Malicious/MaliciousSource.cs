using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace BlinkSaaS.TestPlugins;

/// <summary>Does what no plugin may do. Which of it is the name of the stream that is read; the checkpoint is what it does it to.</summary>
public sealed class MaliciousSource : SourceForTests
{
    private static readonly List<object> Kept = [];

    /// <summary>So long that it is sent before anything else happens.</summary>
    private static readonly string Begun = "begun".PadRight(100_000, '.');

    public override SourceDescriptor Describe() => Descriptor("malicious");

    private static readonly string[] Streams =
    [
        "behaves", "throws", "hangs", "blocks", "fails_fast", "exits", "overflows", "objects", "memory", "leaks", "billion", "logs", "garbage", "nothing", "huge", "many_columns", "elsewhere",
        "without_key", "no_json", "large_checkpoint",
    ];

    public override async IAsyncEnumerable<StreamDescriptor> DiscoverAsync(ISourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var name in Streams)
            yield return new StreamDescriptor { Name = name, Title = name, Description = "For tests.", Columns = [new Column("key", "Key", ColumnType.Text)], PrimaryKey = ["key"] };
    }

    public override async IAsyncEnumerable<SourceMessage> ReadAsync(ISourceContext context, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new WarningMessage(Begun);
        if (request.Stream.Name is "billion" or "does_not_stop" or "leaks")
        {
            await foreach (var record in ManyAsync(request.Stream.Name, cancellationToken))
                yield return record;
        }

        if (request.Stream.Name == "without_key")
            yield return new RecordMessage("{}"u8.ToArray(), new Dictionary<string, object?> { ["name"] = "no key" });
        if (request.Stream.Name == "no_json")
            yield return new CheckpointMessage("<state>");
        if (request.Stream.Name == "large_checkpoint")
            yield return new CheckpointMessage($"\"{new string('x', 100_000)}\"");
        if (request.Stream.Name == "nothing")
            yield return null!;
        if (request.Stream.Name == "huge")
            yield return new RecordMessage(new byte[20_000_000], new Dictionary<string, object?>());
        if (request.Stream.Name == "many_columns")
        {
            for (var number = 0; number < 20_000; number++)
                yield return new RecordMessage("{}"u8.ToArray(), new Dictionary<string, object?> { ["key"] = "k", [$"c{number}"] = number });
        }

        yield return new WarningMessage(await DoAsync(context, request, cancellationToken));
        yield return new StreamCompleteMessage(Complete: true);
    }

    private static async IAsyncEnumerable<SourceMessage> ManyAsync(string stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (long number = 0; stream != "billion" || number < 1_000_000_000; number++)
        {
            if (stream == "leaks")
            {
                Leak();
                await Task.Delay(2, cancellationToken);
            }

            yield return Record($"{number}");
        }
    }

    private static async Task<string> DoAsync(ISourceContext context, ReadRequest request, CancellationToken cancellationToken) => request.Stream.Name switch
    {
        "throws" => throw new InvalidOperationException("The flux is not coupled."),
        "hangs" => await new TaskCompletionSource<string>().Task,
        "blocks" => Block(),
        "fails_fast" => FailFast(),
        "exits" => Exit(),
        "overflows" => Overflow(1).ToString(System.Globalization.CultureInfo.InvariantCulture),
        "objects" => AllocateObjects(),
        "memory" => AllocateMemory(),
        "logs" => WriteLines(context),
        "garbage" => WriteGarbage(),
        "elsewhere" => await AskElsewhereAsync(context, cancellationToken),
        "flood" => await FloodAsync(context, cancellationToken),
        "network" => await ConnectAsync(int.Parse(request.Checkpoint!, System.Globalization.CultureInfo.InvariantCulture)),
        "surroundings" => Surroundings(),
        "file" => ReadFile(request.Checkpoint!),
        _ => "done",
    };

    private static RecordMessage Record(string key) => new(Encoding.UTF8.GetBytes($$"""{"key":"{{key}}"}"""), new Dictionary<string, object?> { ["key"] = key });

    private static string Block()
    {
        using var never = new ManualResetEventSlim();
        never.Wait();
        return "";
    }

    private static string FailFast()
    {
        Environment.FailFast("The flux is not coupled.");
        return "";
    }

    private static string Exit()
    {
        Environment.Exit(7);
        return "";
    }

    private static int Overflow(int depth) => depth == 0 ? 0 : Overflow(depth + 1) + Overflow(depth + 2);

    private static string AllocateObjects()
    {
        for (var i = 0; i < 64; i++)
            Kept.Add(new byte[16 * 1024 * 1024]);
        return "1 GB";
    }

    private static unsafe string AllocateMemory()
    {
        for (var i = 0; i < 64; i++)
            NativeMemory.Fill(NativeMemory.Alloc(16 * 1024 * 1024), 16 * 1024 * 1024, 1);
        return Block();
    }

    /// <summary>A little that is never given back.</summary>
    private static unsafe void Leak() => NativeMemory.Fill(NativeMemory.Alloc(1024 * 1024), 1024 * 1024, 1);

    private static string WriteLines(ISourceContext context)
    {
        for (var i = 0; i < 1_000_000; i++)
            context.Log(SourceLogLevel.Information, $"Line {i}");
        return "1,000,000 lines";
    }

    private static string WriteGarbage()
    {
        using var output = Console.OpenStandardOutput();
        output.Write("Listen to me, not to your protocol."u8);
        output.Flush();
        return Block();
    }

    private static async Task<string> AskElsewhereAsync(ISourceContext context, CancellationToken cancellationToken)
    {
        using var response = await context.Http.GetAsync(new Uri("https://elsewhere.example.org/"), cancellationToken);
        return "asked";
    }

    private static async Task<string> FloodAsync(ISourceContext context, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => context.Http.GetAsync(new Uri($"flood/{i}", UriKind.Relative), cancellationToken)));
        return $"{answers.Count(answer => answer.StatusCode == HttpStatusCode.OK)} answers";
    }

    private static async Task<string> ConnectAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            return "connected";
        }
        catch (SocketException e)
        {
            return $"refused: {e.SocketErrorCode}";
        }
    }

    private static string Surroundings() => string.Join('\n',
        $"user {Environment.UserName}",
        $"processes {Directory.GetDirectories("/proc").Count(folder => int.TryParse(Path.GetFileName(folder), out _))}",
        $"priority {File.ReadAllText("/proc/self/stat").Split(' ')[18]}",
        $"variables {string.Join(',', Environment.GetEnvironmentVariables().Keys.Cast<string>().Order(StringComparer.Ordinal))}");

    private static string ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"refused: {e.GetType().Name}";
        }
    }
}
