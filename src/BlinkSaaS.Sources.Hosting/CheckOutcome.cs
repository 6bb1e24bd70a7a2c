namespace BlinkSaaS.Sources.Hosting;

/// <summary>What a check of a credential came to. Messages are for people: what is, then what to do next.</summary>
public abstract record CheckOutcome
{
    private CheckOutcome() { }

    /// <summary>The credential works.</summary>
    /// <param name="Result">Whose it is and what it sees, cut to sane lengths.</param>
    public sealed record Ok(CheckResult Result) : CheckOutcome;

    /// <summary>The API refuses the credential.</summary>
    /// <param name="Message">What to tell the person.</param>
    public sealed record Rejected(string Message) : CheckOutcome;

    /// <summary>The credential is good but may not see what the source needs.</summary>
    /// <param name="Message">What to tell the person.</param>
    public sealed record Denied(string Message) : CheckOutcome;

    /// <summary>The API does not answer, or the source cannot be used now.</summary>
    /// <param name="Message">What to tell the person.</param>
    public sealed record Unavailable(string Message) : CheckOutcome;

    /// <summary>The plugin failed.</summary>
    /// <param name="Message">What to tell the person.</param>
    /// <param name="Detail">For the log: what failed where, without secrets.</param>
    public sealed record Defect(string Message, string Detail) : CheckOutcome;
}
