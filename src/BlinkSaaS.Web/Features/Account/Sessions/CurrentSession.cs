namespace BlinkSaaS.Web.Features.Account.Sessions;

/// <summary>The session of this request. Filled when its cookie was checked.</summary>
public sealed class CurrentSession(TimeProvider time)
{
    /// <summary>How long a proof of identity counts for what changes the ways of signing in.</summary>
    public static readonly TimeSpan ProofLasts = TimeSpan.FromMinutes(15);

    private DateTimeOffset _confirmedAt;

    /// <summary>Empty when nobody is signed in.</summary>
    public Guid Id { get; private set; }

    /// <summary>Whether more than a password was shown in it.</summary>
    public bool SecondFactor { get; private set; }

    public bool IsFresh => time.GetUtcNow() - _confirmedAt < ProofLasts;

    public void Enter(LiveSession session) => (Id, SecondFactor, _confirmedAt) = (session.Id, session.SecondFactor, session.ConfirmedAt);
}

/// <summary>What the check of a session reads.</summary>
public sealed record LiveSession(Guid Id, bool SecondFactor, DateTimeOffset ConfirmedAt, DateTimeOffset SeenAt);
