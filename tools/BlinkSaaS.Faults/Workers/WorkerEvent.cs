using System.Globalization;
using BlinkSaaS.Pulls;

namespace BlinkSaaS.Faults.Workers;

/// <summary>A line that a worker writes.</summary>
/// <param name="Process">Who wrote it.</param>
/// <param name="Connection">The connection whose pull it is about.</param>
/// <param name="Fence">Under which lease.</param>
/// <param name="State">How the pull ended; null where it was taken.</param>
/// <param name="At">When it came, by <see cref="TimeProvider.GetTimestamp"/>.</param>
internal sealed record WorkerEvent(int Process, ConnectionKey Connection, long Fence, string? State, long At)
{
    public const string Ready = "ready";

    public static string Taken(ClaimedPull pull) => Line("taken", pull, "");

    public static string Ended(ClaimedPull pull, PullResult? result) => Line("ended", pull, result?.State.ToString() ?? "not here");

    public static WorkerEvent? Parse(int process, string line, long at)
    {
        var parts = line.Split(' ', 5);
        return parts is [var verb and ("taken" or "ended"), var workspace, var connection, var fence, var state]
            ? new WorkerEvent(process, new ConnectionKey(Number(workspace), (int)Number(connection)), Number(fence), verb == "ended" ? state : null, at)
            : null;
    }

    private static string Line(string verb, ClaimedPull pull, string state) =>
        string.Create(CultureInfo.InvariantCulture, $"{verb} {pull.Key.WorkspaceId} {pull.Key.ConnectionId} {pull.Fence} {state}");

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
