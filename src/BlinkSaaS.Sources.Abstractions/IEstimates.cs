namespace BlinkSaaS.Sources;

/// <summary>Optional, beside <see cref="ISource"/>: a source that can tell how many calls a pull takes.</summary>
public interface IEstimates
{
    /// <summary>
    /// About how many calls a pull takes in all, those that are already made included, by what the answers of this context have
    /// told so far. Makes no call and returns at once: the host asks before the first call, and again every second while the
    /// pull runs, from another thread. What is not known yet is best thought to be like what is; where everything that decides
    /// the number has been asked, the answer is exact.
    /// </summary>
    /// <param name="context">The context of a check or of a pull.</param>
    /// <param name="request">What is to be pulled.</param>
    /// <returns>The number of calls, or null where nothing can be told yet.</returns>
    long? EstimateCalls(ISourceContext context, EstimateRequest request);
}

/// <summary>The pull whose calls are estimated.</summary>
public sealed record EstimateRequest
{
    /// <summary>The streams that are pulled.</summary>
    public required IReadOnlyList<StreamDescriptor> Streams { get; init; }

    /// <summary>Whether everything is read, as by a first pull; else incremental streams bring only what changed.</summary>
    public required bool Full { get; init; }
}
