namespace BlinkSaaS.Web.Features.Account.SecondFactors;

/// <summary>The authenticator app of a person: while the row is there, a password alone does not sign in.</summary>
public sealed class Authenticator
{
    public Guid UserId { get; set; }

    /// <summary>The shared key, encrypted.</summary>
    public required byte[] Secret { get; set; }

    public DateTimeOffset AddedAt { get; set; }

    /// <summary>The 30 seconds of the last accepted code: neither it nor an earlier one is taken again.</summary>
    public long LastStep { get; set; }

    /// <summary>Wrong codes since the last right one.</summary>
    public int Failures { get; set; }

    /// <summary>Until then no code is looked at.</summary>
    public DateTimeOffset? LockedUntil { get; set; }
}

/// <summary>A code that replaces the app once.</summary>
public sealed class RecoveryCode
{
    public Guid UserId { get; set; }

    /// <summary>A keyed hash: the code itself was shown once, and is kept nowhere.</summary>
    public required byte[] Hash { get; set; }
}
