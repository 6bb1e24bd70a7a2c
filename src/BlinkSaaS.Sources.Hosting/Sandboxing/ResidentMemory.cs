using System.Diagnostics;
using System.Globalization;

namespace BlinkSaaS.Sources.Hosting.Sandboxing;

/// <summary>How much memory a process and all that it started hold.</summary>
internal static class ResidentMemory
{
    private const int MostProcesses = 256;

    /// <summary>In bytes; 0 where the process is gone.</summary>
    public static long Of(Process process)
    {
        try
        {
            if (OperatingSystem.IsLinux())
                return Family(process.Id).Sum(Resident);
            process.Refresh();
            return process.WorkingSet64;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static List<int> Family(int root)
    {
        var family = new List<int> { root };
        for (var i = 0; i < family.Count && family.Count < MostProcesses; i++)
            family.AddRange(Children(family[i]));
        return family;
    }

    private static IEnumerable<int> Children(int process)
    {
        foreach (var task in Tasks(process))
            foreach (var child in Read($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                yield return int.Parse(child, CultureInfo.InvariantCulture);
    }

    private static string[] Tasks(int process)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{process}/task");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static long Resident(int process) =>
        Read($"/proc/{process}/statm").Split(' ') is [_, { } pages, ..] && long.TryParse(pages, CultureInfo.InvariantCulture, out var number)
            ? number * Environment.SystemPageSize
            : 0;

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
