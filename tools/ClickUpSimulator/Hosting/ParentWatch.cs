using System.Diagnostics;

namespace ClickUpSimulator.Hosting;

/// <summary>Ends a simulator that was started as a child, so that none is left behind when its parent is killed.</summary>
internal static class ParentWatch
{
    /// <summary>Completes when the process has gone, also when it was never there.</summary>
    public static async Task ParentGoneAsync(int processId, TimeProvider clock, CancellationToken cancellationToken)
    {
        Process parent;
        try
        {
            parent = Process.GetProcessById(processId);
        }
        catch (ArgumentException)
        {
            return;
        }
        using (parent)
        using (var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500), clock))
            while (!parent.HasExited && !IsDefunct(processId))
                await timer.WaitForNextTickAsync(cancellationToken);
    }

    /// <summary>Completes when the other end of standard input was closed.</summary>
    public static async Task InputClosedAsync(Stream input, CancellationToken cancellationToken)
    {
        var buffer = new byte[256];
        while (await input.ReadAsync(buffer, cancellationToken) > 0)
        {
            // What is typed does not matter, only that somebody is there.
        }
    }

    /// <summary>A killed process that nobody reaps still counts as running for the runtime.</summary>
    private static bool IsDefunct(int processId)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..] is ['Z' or 'X', ..];
        }
        catch (IOException)
        {
            return true;
        }
    }
}
