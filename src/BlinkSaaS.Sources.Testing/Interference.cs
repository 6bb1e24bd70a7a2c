namespace BlinkSaaS.Sources.Testing;

/// <summary>What happens to the answers of the API.</summary>
internal abstract record Interference
{
    private int _left;

    private Interference(int times = int.MaxValue) => _left = times;

    /// <summary>So many calls are left alone first.</summary>
    public int AfterCalls { get; init; }

    /// <summary>This interference, or none when it has happened as often as it should.</summary>
    public Interference Take() => _left-- > 0 ? this : new None();

    /// <summary>Nothing.</summary>
    public sealed record None() : Interference;

    /// <summary>Another answer.</summary>
    public sealed record Answer(CannedAnswer Canned, int Times = int.MaxValue) : Interference(Times);

    /// <summary>The whole body is announced, half of it comes, then the connection drops.</summary>
    public sealed record CutOff(int Times = int.MaxValue) : Interference(Times);

    /// <summary>Whoever asks for the next page gets the one before.</summary>
    /// <param name="Parameter">The parameter of the query that names the page.</param>
    public sealed record RepeatPage(string Parameter) : Interference;

    /// <summary>No answer comes until it is released, and then none either.</summary>
    public sealed record Hang() : Interference
    {
        /// <summary>Done when a call hangs.</summary>
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Lets the call go.</summary>
        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
