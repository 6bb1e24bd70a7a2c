using System.Diagnostics;
using System.Globalization;
using BlinkSaaS.Sources.Hosting.DropIns;

namespace BlinkSaaS.Sources.Hosting.Sandboxing;

/// <summary>Looks after one process while it lives: how much memory it holds, how long it lives, whether it still does something.</summary>
internal static class SandboxWatch
{
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(200);

    public static async Task RunAsync(SandboxProcess sandbox, Process process, SandboxOptions options, TimeProvider clock, Task ended)
    {
        using var timer = new PeriodicTimer(s_every, TimeProvider.System);
        var began = clock.GetTimestamp();
        var marked = DateTimeOffset.MinValue;
        while (!ended.IsCompleted)
        {
            if (Trouble(sandbox, process, options, clock, began) is { } reason)
            {
                sandbox.End(reason);
                return;
            }

            if (clock.GetUtcNow() is var now && now - marked >= PluginShelf.MarkEvery)
                PluginShelf.Mark(sandbox.Folder, marked = now);
            await timer.WaitForNextTickAsync();
        }
    }

    private static string? Trouble(SandboxProcess sandbox, Process process, SandboxOptions options, TimeProvider clock, long began)
    {
        if (ResidentMemory.Of(process) > options.MemoryLimit)
            return string.Create(CultureInfo.InvariantCulture, $"It used more than {options.MemoryLimit >> 20:N0} MB of memory.");
        if (clock.GetElapsedTime(began) > options.TimeLimit)
            return $"It ran for longer than {Words(options.TimeLimit)}.";
        return sandbox.IsBusy && clock.GetElapsedTime(sandbox.LastSign) > options.SilenceLimit
            ? $"It neither answered nor called its API for {Words(options.SilenceLimit)}."
            : null;
    }

    private static string Words(TimeSpan time) => time.TotalMinutes >= 2
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#} minutes")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} seconds");
}
