using System.Text.Json;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Pulls;
using Npgsql;

namespace BlinkSaaS.Benchmarks.Quota;

/// <summary>One token's pulls in one process.</summary>
internal sealed record WorkerLoad
{
    public required Uri Address { get; init; }

    public required string Token { get; init; }

    public required TimeSpan Window { get; init; }

    public required string Budget { get; init; }

    public required int Workspace { get; init; }

    public required IReadOnlyList<int> Connections { get; init; }

    public PluginEngine Engine(string database) => new(new EngineSettings
    {
        // Many engines on one server, each with few connections: pulls that write wait for one.
        Database = new NpgsqlConnectionStringBuilder(database) { MaxPoolSize = 5 }.ConnectionString,
        Address = Address,
        Token = Token,
        Window = Window,
        Budget = Budget,
    });
}

/// <summary>What a worker process is told on its standard input.</summary>
internal sealed record WorkerTask(string Database, IReadOnlyList<WorkerLoad> Loads);

/// <summary>A worker process: runs its pulls until its standard input ends, so that none outlives the program that started it.</summary>
internal static class QuotaWorker
{
    public const string Command = "quota-worker";

    public static async Task<int> RunAsync(TextReader input, TextWriter output)
    {
        var task = JsonSerializer.Deserialize<WorkerTask>(await input.ReadLineAsync() ?? "null")
            ?? throw new InvalidOperationException("A worker is told its task as one line of JSON.");
        var engines = task.Loads.Select(load => (Load: load, Engine: load.Engine(task.Database))).ToList();
        using var enough = new CancellationTokenSource();
        await output.WriteLineAsync("ready");
        await input.ReadLineAsync();
        var pulls = engines.SelectMany(entry => entry.Load.Connections.Select(connection => RunAsync(entry.Engine, new ConnectionKey(entry.Load.Workspace, connection), enough.Token))).ToList();
        var over = input.ReadToEndAsync();
        var first = await Task.WhenAny([over, .. pulls]);
        if (first != over)
            await Console.Error.WriteLineAsync($"A pull ended before the windows were over: it did not want calls all the time. {(first.Exception?.GetBaseException().Message)}");
        else
            await enough.CancelAsync();
        if (first != over)
            return 1;
        await Task.WhenAll(pulls);
        foreach (var entry in engines)
            await entry.Engine.DisposeAsync();
        return 0;
    }

    private static async Task RunAsync(PluginEngine engine, ConnectionKey key, CancellationToken cancellationToken) => await engine.PullAsync(key, cancellationToken);
}
