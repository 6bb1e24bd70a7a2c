using System.Text.Json;
using BlinkSaaS.Benchmarks.Ground;
using Npgsql;

namespace BlinkSaaS.Faults.Workers;

/// <summary>
/// A worker process: takes what is due and pulls it, with the shipped engine and the real plugin. Says on standard output what
/// it took and what came of it, and ends when its standard input does, so that none outlives the program that started it.
/// </summary>
internal static class Worker
{
    public const string Command = "worker";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync(TextReader input, TextWriter output)
    {
        var settings = JsonSerializer.Deserialize<WorkerSettings>(await input.ReadLineAsync() ?? "null")
            ?? throw new InvalidOperationException("A worker is told its settings as one line of JSON.");
        await using var engine = new PluginEngine(new EngineSettings
        {
            Database = settings.Database,
            Address = settings.Address,
            Token = settings.Token,
            Window = settings.Window,
            CallTimeLimit = settings.CallTimeLimit,
            Pulls = options =>
            {
                options.Lease = settings.Lease;
                options.Beat = settings.Beat;
                options.Retries = settings.Retries;
                options.GatherFromCallsPerMinute = settings.GatherFromCallsPerMinute;
            },
        });
        using var stop = new CancellationTokenSource();
        var told = TextWriter.Synchronized(output);
        var work = Task.WhenAll(Enumerable.Range(0, settings.AtOnce).Select(_ => PullAsync(engine, told, stop.Token)));
        await told.WriteLineAsync(WorkerEvent.Ready);
        await input.ReadToEndAsync();
        await stop.CancelAsync();
        await work;
        return 0;
    }

    private static async Task PullAsync(PluginEngine engine, TextWriter output, CancellationToken cancellationToken)
    {
        var name = $"worker {Environment.ProcessId}";
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if ((await engine.Schedule.ClaimDueAsync(name, 1, cancellationToken)).SingleOrDefault() is { } pull)
                {
                    await output.WriteLineAsync(WorkerEvent.Taken(pull));
                    var result = await engine.Runner.RunAsync(pull, cancellationToken);
                    await output.WriteLineAsync(WorkerEvent.Ended(pull, result));
                    continue;
                }

                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException e)
            {
                // As the host does: what is due stays due, and the database comes back.
                await Console.Error.WriteLineAsync(e.Message);
                await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
            }
        }
    }
}
