using System.Text.Json;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>Where reading the pages of docs stands; between two walks, what the next one has to read. Moments are milliseconds since 1970.</summary>
internal sealed record DocWalkState
{
    private const long Overlap = 5 * 60 * 1000;

    private static readonly TimeSpan FullEvery = TimeSpan.FromDays(8); // a day after the host should have asked

    /// <summary>Whether all docs are read.</summary>
    public bool Full { get; init; }

    /// <summary>The last doc that was read, in the order of ids.</summary>
    public string? After { get; init; }

    /// <summary>Docs changed up to here were read by the walks before.</summary>
    public long Since { get; init; }

    public long FullWalked { get; init; }

    public bool Done { get; init; }

    public static DocWalkState For(ReadRequest request, DateTimeOffset now)
    {
        var last = request.Full ? null : Parse(request.Checkpoint);
        if (last is null || (last.Done && now.ToUnixTimeMilliseconds() - last.FullWalked >= (long)FullEvery.TotalMilliseconds))
            return new DocWalkState { Full = true };
        return last.Done ? last with { Full = false, Done = false, After = null } : last;
    }

    public bool Wants(string id, long? updated) =>
        string.CompareOrdinal(id, After) > 0 && (Full || updated is null || updated > Since - Overlap);

    public DocWalkState Finish(long latest, DateTimeOffset now) => this with
    {
        Done = true,
        After = null,
        Since = Math.Max(Since, latest),
        FullWalked = Full ? now.ToUnixTimeMilliseconds() : FullWalked,
    };

    public CheckpointMessage ToMessage() => new(JsonSerializer.Serialize(this, CheckpointJson.Default.DocWalkState));

    private static DocWalkState? Parse(string? checkpoint)
    {
        try
        {
            return string.IsNullOrEmpty(checkpoint) ? null : JsonSerializer.Deserialize(checkpoint, CheckpointJson.Default.DocWalkState);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
