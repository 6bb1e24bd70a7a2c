using System.Globalization;
using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Benchmarks.Pages;

namespace BlinkSaaS.Benchmarks.Malice;

/// <summary>
/// The connections page, asked for by eight people at once, and full pulls of the demo's connections: first with nothing else,
/// then while a malicious plugin is pulled in every way it knows, all at once and again and again. Pages and pulls are one program's.
/// </summary>
internal static class MaliceBenchmark
{
    private static readonly TimeSpan s_untilAllFailed = TimeSpan.FromMinutes(12);

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var time = TimeSpan.FromSeconds(run.Quick ? 20 : 120);
        var server = await run.ServerAsync(cancellationToken);
        await using var database = await server.NewDatabaseAsync(cancellationToken);
        await using var program = await WebProgram.StartAsync(
            database, cancellationToken, "web,worker", $"--Sources:PluginFolders:0={BuiltPlugins.FolderWith(PluginEngine.Source)}", $"--Sources:PluginFolders:1={BuiltPlugins.ForTests("Malicious")}",
            "--Sources:Sandbox:AlsoBundled=true", "--Sources:Sandbox:MemoryMegabytes=256", "--Sources:Sandbox:HeapMegabytes=96", "--Demo:CallsPerMinute=10000");
        await using var visitors = await Visitors.SignInAsync(program, cancellationToken);
        var sound = await SoundPulls.PulledOnceAsync(database, cancellationToken);
        await visitors.LookAsync(time / 4, cancellationToken);
        var idle = await visitors.LookAsync(time, cancellationToken);

        var malice = await MaliciousConnections.AddAsync(database, visitors, cancellationToken);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var due = malice.KeepDueAsync(enough.Token);
        var pulling = sound.KeepPullingAsync(enough.Token, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, cancellationToken);
        var running = await malice.RunningAsync(cancellationToken);
        var busy = await visitors.LookAsync(time, cancellationToken);
        running = Math.Min(running, await malice.RunningAsync(cancellationToken));
        if (running == 0)
            throw new MeasurementException("No malicious pull ran while the pages were measured.");
        await UntilAllFailedAsync(malice, cancellationToken);
        await enough.CancelAsync();
        await Task.WhenAll(due, pulling);
        var (ended, reasons, without) = await malice.EndedAsync(cancellationToken);
        foreach (var (kind, reason) in reasons)
            run.Note($"{kind}: {reason}");
        run.Note(string.Create(CultureInfo.InvariantCulture, $"{ended} malicious pulls ended, at least {running} ran at the beginning and the end; {sound.Done} sound pulls"));
        return
        [
            new Figure("malice: p99 of the page beside malicious plugins", busy.P99, "ms") { Reference = idle.P99, Ratio = busy.P99 / idle.P99 }.WantsRatioAtMost(2),
            new Figure("malice: pages a second beside malicious plugins", busy.PerSecond, "pages").Beside(idle.PerSecond),
            new Figure("malice: answers that were no page", busy.Wrong + idle.Wrong, "answers").WantsExactly(0),
            new Figure("malice: kinds whose pull failed with a reason", reasons.Count, "kinds").WantsExactly(MaliciousConnections.Kinds.Count),
            new Figure("malice: malicious pulls that did not fail", without, "pulls").WantsExactly(0),
            new Figure("malice: sound pulls that went wrong", sound.Wrong, "pulls").WantsExactly(0),
        ];
    }

    private static async Task UntilAllFailedAsync(MaliciousConnections malice, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while ((await malice.EndedAsync(cancellationToken)).Reasons.Count < MaliciousConnections.Kinds.Count && TimeProvider.System.GetElapsedTime(began) < s_untilAllFailed)
            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, cancellationToken);
    }
}
