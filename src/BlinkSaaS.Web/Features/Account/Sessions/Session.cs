namespace BlinkSaaS.Web.Features.Account.Sessions;

/// <summary>One sign-in in one browser. It lasts as long as its row, and as long as the person's security stamp is the one it was opened with.</summary>
public sealed class Session
{
    public const int BrowserLength = 80;
    public const int AddressLength = 45;

    public Guid Id { get; set; }

    public Guid UserId { get; set; }

    public AppUser? User { get; set; }

    /// <summary>The person's security stamp when the session was opened or last went on: a new password, among others, changes it.</summary>
    public required string Stamp { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Of the last request, a minute late at most.</summary>
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>When the person last proved who they are: what changes the ways of signing in asks for a recent proof.</summary>
    public DateTimeOffset ConfirmedAt { get; set; }

    /// <summary>In words: Firefox on Linux.</summary>
    public required string Browser { get; set; }

    /// <summary>Network address of the last request.</summary>
    public required string Address { get; set; }

    public SignInMethod Method { get; set; }

    /// <summary>Whether more than a password was shown in this session.</summary>
    public bool SecondFactor { get; set; }
}

/// <summary>What a session was opened with.</summary>
public enum SignInMethod : short
{
    Password,
    PasswordAndCode,
    PasswordAndRecoveryCode,
    Passkey,
}
