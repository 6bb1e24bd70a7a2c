namespace BlinkSaaS.Pulls.Records;

/// <summary>A walk through all of a stream, by one pull.</summary>
/// <param name="Id">The pull's number.</param>
/// <param name="StartedAt">Records written since then are not missing.</param>
/// <param name="BelowOrdinal">Records from here on came with the walk or after it.</param>
/// <param name="Ended">It is through already: the pull that goes on has nothing to conclude from it.</param>
internal sealed record Walk(int Id, DateTime StartedAt, int BelowOrdinal, bool Ended);

/// <summary>Names a stream in the tables.</summary>
internal readonly record struct StreamKey(ConnectionKey Connection, int StreamId);
