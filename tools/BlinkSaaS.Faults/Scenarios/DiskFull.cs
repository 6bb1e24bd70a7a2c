using System.Diagnostics;
using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;
using BlinkSaaS.Web.Hosting.Postgres;
using ClickUpSimulator.Limits;

namespace BlinkSaaS.Faults.Scenarios;

/// <summary>
/// The disk that the records' bodies are on is full in the middle of first pulls: a small file system in memory. Nothing is
/// half there meanwhile; when there is room again, the pulls end by themselves and have everything. Needs root, to mount.
/// </summary>
internal static class DiskFull
{
    private const string Small = "size=1500k";
    private const string Room = "size=200m";

    public static async Task<IReadOnlyList<Figure>> RunAsync(Run run, CancellationToken cancellationToken)
    {
        var folder = $"/var/lib/blinksaas-full-{Environment.ProcessId}";
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            run.Note("full: skipped, because only root can mount a small file system");
            return [];
        }

        Directory.CreateDirectory(folder);
        if (!Run("mount", "-t", "tmpfs", "-o", $"{Small},mode=0755", "tmpfs", folder))
        {
            Directory.Delete(folder);
            run.Note("full: skipped, because this machine does not let root mount a file system (in a container: --cap-add SYS_ADMIN)");
            return [];
        }

        try
        {
            PostgresUser.Current.Own(folder);
            return await PullAsync(run, folder, cancellationToken);
        }
        finally
        {
            Run("umount", "-l", folder);
            Directory.Delete(folder);
        }
    }

    private static async Task<IReadOnlyList<Figure>> PullAsync(Run run, string folder, CancellationToken cancellationToken)
    {
        var space = $"small_{Environment.ProcessId}";
        Difference difference;
        long failed;
        var full = false;
        await using (var stage = await Stage.SetAsync(run, workers: 2, new RateLimitSettings { Limit = 1_000_000 }, cancellationToken, prepare: async database =>
        {
#pragma warning disable CA2100 // Names made by this program.
            await database.ExecuteAsync($"CREATE TABLESPACE {space} LOCATION '{folder}'", cancellationToken);
            await database.ExecuteAsync($"ALTER TABLE pulls.record_bodies SET TABLESPACE {space}", cancellationToken);
#pragma warning restore CA2100
        }))
        {
            var keys = await stage.ConnectAsync(run.Quick ? 3 : 8, cancellationToken);
            await stage.UntilAsync("the disk to be full", () => Task.FromResult(full = stage.Workers.Any(worker => worker.Complaints.Contains("53100", StringComparison.Ordinal))),
                TimeSpan.FromMilliseconds(50), cancellationToken);
            Run("mount", "-o", $"remount,{Room}", folder);
            await stage.DoneAsync(keys, cancellationToken);
            failed = await stage.FailedAsync(keys, cancellationToken);
            difference = await stage.CompareAsync(keys, cancellationToken);
        }

        var server = await run.ServerAsync(cancellationToken);
        await server.ExecuteAsync($"DROP TABLESPACE {space}", cancellationToken);
        return
        [
            new Figure("full: times the disk was full", full ? 1 : 0, "times").WantsExactly(1),
            .. Verdict.Of("full", difference),
            new Figure("full: pulls that failed", failed, "pulls").WantsExactly(0),
        ];
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
