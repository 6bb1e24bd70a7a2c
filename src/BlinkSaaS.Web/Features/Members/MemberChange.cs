namespace BlinkSaaS.Web.Features.Members;

/// <summary>What came of a change among people.</summary>
public sealed record MemberChange
{
    private MemberChange(string? problem = null, string? refusal = null, bool gone = false) => (Problem, Refusal, IsGone) = (problem, refusal, gone);

    /// <summary>It is done.</summary>
    public static MemberChange Done { get; } = new();

    /// <summary>Whom it is about is not here, or the actor is not any more: 404.</summary>
    public static MemberChange Gone { get; } = new(gone: true);

    /// <summary>What is wrong and what to do.</summary>
    public string? Problem { get; }

    /// <summary>Who can, where the actor may not: 403.</summary>
    public string? Refusal { get; }

    /// <summary>404.</summary>
    public bool IsGone { get; }

    /// <summary>Whether it is done.</summary>
    public bool IsDone => Problem is null && Refusal is null && !IsGone;

    /// <summary>Something is wrong.</summary>
    public static MemberChange Invalid(string problem) => new(problem);

    /// <summary>The actor may not.</summary>
    public static MemberChange Refused(string whoCan) => new(refusal: whoCan);
}
