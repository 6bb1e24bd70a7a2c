namespace ClickUpSimulator.Faults;

public enum FaultKind
{
    /// <summary>Answers with <see cref="Fault.StatusCode"/> and a JSON error.</summary>
    Status,

    /// <summary>Answers 200 with an HTML page, as a proxy in between does.</summary>
    Html,

    /// <summary>Declares the whole body, sends half of it and drops the connection.</summary>
    CutOff,

    /// <summary>Answers after <see cref="Fault.Delay"/>.</summary>
    Slow,

    /// <summary>Drops the connection without an answer.</summary>
    Reset,

    /// <summary>Gives the page before the one asked for; the first page is never affected.</summary>
    RepeatPage,

    /// <summary>Answers 429 without any rate header, although quota is left.</summary>
    RateLimitedWithoutHeaders,

    /// <summary>Answers as if the token had been revoked.</summary>
    TokenRevoked,

    /// <summary>Answers 200 with the first half of the JSON, as a whole answer.</summary>
    Truncated,

    /// <summary>Answers 200 with JSON that is none: a comma too many in the middle.</summary>
    Malformed,

    /// <summary>The right answer, blown up with blanks to 50 MB.</summary>
    Padded,

    /// <summary>The right answer, a byte every <see cref="Fault.Delay"/>.</summary>
    Drip,

    /// <summary>The right answer by a later version of the API: each task has a field more, and a number where a text was.</summary>
    Drift,
}

/// <summary>What goes wrong, for which calls, and how often. With neither Times nor Share it hits every call.</summary>
public sealed record Fault
{
    public required FaultKind Kind { get; init; }

    public int StatusCode { get; init; } = 500;

    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The next so many matching calls.</summary>
    public int? Times { get; init; }

    /// <summary>This share of the matching calls, evenly spread: 0.25 hits every fourth.</summary>
    public double? Share { get; init; }

    /// <summary>Leaves the first so many matching calls alone.</summary>
    public int Skip { get; init; }

    /// <summary>Only calls whose path starts so, such as /api/v2/team.</summary>
    public string? PathPrefix { get; init; }

    /// <summary>Only calls of this token, by name or secret.</summary>
    public string? Token { get; init; }
}
