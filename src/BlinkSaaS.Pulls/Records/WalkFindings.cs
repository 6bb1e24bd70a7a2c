using System.Globalization;

namespace BlinkSaaS.Pulls.Records;

/// <summary>A walk that is through, and the ones it is compared with.</summary>
internal sealed record EndedWalk
{
    public required Walk Walk { get; init; }

    public required DateTime EndedAt { get; init; }

    public required IReadOnlyList<string> Partitions { get; init; }

    public required IReadOnlyList<string> Sight { get; init; }

    /// <summary>Records there are.</summary>
    public required long Live { get; init; }

    /// <summary>Any record at all, new ones included.</summary>
    public required bool SawSomething { get; init; }

    /// <summary>The complete walk before: what it did not see either is gone.</summary>
    public CompleteWalk? Last { get; init; }

    /// <summary>The last one without doubts: what it could see, this one should.</summary>
    public CompleteWalk? Trusted { get; init; }
}

/// <summary>What follows from a walk. Pure.</summary>
internal sealed class WalkFindings
{
    private const int Few = 20;

    private WalkFindings()
    {
    }

    /// <summary>Why nothing may follow until a person has decided; null where it may.</summary>
    public string? HeldFor { get; private init; }

    /// <summary>Partitions or sight that the walk lacks.</summary>
    public IReadOnlyList<string> Lacks { get; private init; } = [];

    /// <summary>Living records that were not seen and of which nobody said that they are still there.</summary>
    public required IReadOnlyList<int> Candidates { get; init; }

    /// <summary>Unseen in two complete walks in a row: deleted.</summary>
    public required List<int> Proven { get; init; }

    /// <summary>Unseen for the first time: to be looked up, else deleted where the next walk does not see them either.</summary>
    public required List<int> Unproven { get; init; }

    /// <summary>Unseen, and a person said that they are still there.</summary>
    public required IReadOnlyList<int> Kept { get; init; }

    public static WalkFindings Of(EndedWalk ended, IReadOnlyList<int> missing)
    {
        var below = ended.Walk.BelowOrdinal;
        var kept = OrdinalSet.Of(below, ended.Last?.Kept ?? []);
        var before = OrdinalSet.Of(below, ended.Last?.Candidates ?? []);
        int[] candidates = [.. missing.Where(ordinal => !kept.Contains(ordinal))];
        var (reason, lacks) = candidates.Length == 0 ? (null, []) : Doubt(ended, candidates.Length);
        return new WalkFindings
        {
            HeldFor = reason,
            Lacks = lacks,
            Candidates = candidates,
            Proven = [.. candidates.Where(before.Contains)],
            Unproven = [.. candidates.Where(ordinal => !before.Contains(ordinal))],
            Kept = [.. missing.Where(kept.Contains)],
        };
    }

    /// <summary>Takes in what look-ups said: those answered for, there or gone, are missing no more.</summary>
    public void Settle(IReadOnlySet<int> answered) => Unproven.RemoveAll(answered.Contains);

    /// <summary>For the person who reads the pull.</summary>
    public string Warning(EndedWalk ended) => string.Create(CultureInfo.InvariantCulture,
        $"{Candidates.Count:#,0} of {ended.Live:#,0} records were not seen, and none was deleted. Open the stream under Data to see why, and to say whether they are gone.");

    private static (string?, IReadOnlyList<string>) Doubt(EndedWalk ended, int missing)
    {
        string[] partitions = [.. (ended.Trusted?.Partitions ?? []).Except(ended.Partitions, StringComparer.Ordinal)];
        string[] sight = [.. (ended.Trusted?.Sight ?? []).Except(ended.Sight, StringComparer.Ordinal)];
        return !ended.SawSomething ? ("nothing", [])
            : partitions.Length > 0 ? ("partitions", partitions)
            : sight.Length > 0 ? ("sight", sight)
            : missing > Few && missing * 2L > ended.Live ? ("many", [])
            : ((string?)null, Array.Empty<string>());
    }
}
