namespace BlinkSaaS.Web.Features.Account.History;

/// <summary>Something that happened to an account. Written once, never changed. All of it is shown to the person alone; audit logs have a copy without the address.</summary>
public sealed class AccountEvent
{
    /// <summary>Version 7: rises with time.</summary>
    public Guid Id { get; set; }

    /// <summary>Whose account.</summary>
    public Guid UserId { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>What.</summary>
    public AccountAction Action { get; set; }

    /// <summary>In which browser, in words.</summary>
    public required string Browser { get; set; }

    /// <summary>From which address.</summary>
    public required string Address { get; set; }
}

/// <summary>What can happen to an account. Kept by name.</summary>
public enum AccountAction
{
    SignedIn,
    SignedOut,
    SignInFailed,
    PasswordChanged,
    PasswordReset,
    AddressChanged,
    AuthenticatorOn,
    AuthenticatorOff,
    PasskeyAdded,
    PasskeyRemoved,
    RecoveryCodesMade,
    RecoveryCodeUsed,
    CodeRefused,
    SessionEnded,
    OtherSessionsEnded,
}
