namespace BlinkSaaS.Web.Features.Audit;

/// <summary>What can be done. Kept by name: a name that is in use is never given another meaning.</summary>
public enum AuditAction
{
    WorkspaceCreated,
    WorkspaceRenamed,
    WorkspaceDeletionAsked,
    WorkspaceKept,
    WorkspaceSettingChanged,
    MemberJoined,
    MemberRoleChanged,
    MemberRemoved,
    MemberLeft,
    InvitationSent,
    InvitationSentAgain,
    InvitationRevoked,
    TeamCreated,
    TeamRenamed,
    TeamDeleted,
    TeamMemberAdded,
    TeamMemberRemoved,
    TeamLeadNamed,
    TeamLeadEnded,
    ConnectionCreated,
    ConnectionRenamed,
    ConnectionPrivacyChanged,
    ConnectionTokenSwapped,
    ConnectionPaused,
    ConnectionResumed,
    ConnectionDeleted,
    ConnectionHandedOver,
    ConnectionChanged,
    RecordsExported,
    UnseenRecordsRemoved,
    UnseenRecordsKept,

    // Each AccountAction, after "Member": the database puts the two together.
    MemberSignedIn,
    MemberSignedOut,
    MemberSignInFailed,
    MemberPasswordChanged,
    MemberPasswordReset,
    MemberAddressChanged,
    MemberAuthenticatorOn,
    MemberAuthenticatorOff,
    MemberPasskeyAdded,
    MemberPasskeyRemoved,
    MemberRecoveryCodesMade,
    MemberRecoveryCodeUsed,
    MemberCodeRefused,
    MemberSessionEnded,
    MemberOtherSessionsEnded,
}

/// <summary>The words for what was done: actor, words, target, detail make a sentence.</summary>
public static class AuditWords
{
    private static readonly Dictionary<AuditAction, string> Known = new()
    {
        [AuditAction.WorkspaceCreated] = "made the workspace",
        [AuditAction.WorkspaceRenamed] = "renamed the workspace",
        [AuditAction.WorkspaceDeletionAsked] = "began to delete the workspace",
        [AuditAction.WorkspaceKept] = "took back the deletion of the workspace",
        [AuditAction.WorkspaceSettingChanged] = "changed a setting of the workspace",
        [AuditAction.MemberJoined] = "joined the workspace",
        [AuditAction.MemberRoleChanged] = "changed the role of",
        [AuditAction.MemberRemoved] = "removed from the workspace",
        [AuditAction.MemberLeft] = "left the workspace",
        [AuditAction.InvitationSent] = "invited",
        [AuditAction.InvitationSentAgain] = "sent the invitation again to",
        [AuditAction.InvitationRevoked] = "took back the invitation of",
        [AuditAction.TeamCreated] = "made the team",
        [AuditAction.TeamRenamed] = "renamed the team",
        [AuditAction.TeamDeleted] = "deleted the team",
        [AuditAction.TeamMemberAdded] = "added somebody to the team",
        [AuditAction.TeamMemberRemoved] = "took somebody out of the team",
        [AuditAction.TeamLeadNamed] = "named a lead of the team",
        [AuditAction.TeamLeadEnded] = "ended the lead of the team",
        [AuditAction.ConnectionCreated] = "added the connection",
        [AuditAction.ConnectionRenamed] = "renamed the connection",
        [AuditAction.ConnectionPrivacyChanged] = "changed the privacy of",
        [AuditAction.ConnectionTokenSwapped] = "swapped the token of",
        [AuditAction.ConnectionPaused] = "paused",
        [AuditAction.ConnectionResumed] = "resumed",
        [AuditAction.ConnectionDeleted] = "deleted the connection",
        [AuditAction.ConnectionHandedOver] = "handed over the connection",
        [AuditAction.ConnectionChanged] = "changed the connection",
        [AuditAction.RecordsExported] = "exported records of",
        [AuditAction.UnseenRecordsRemoved] = "said that records a pull did not see are deleted, in",
        [AuditAction.UnseenRecordsKept] = "kept records that a pull did not see, in",
        [AuditAction.MemberSignedIn] = "signed in",
        [AuditAction.MemberSignedOut] = "signed out",
        [AuditAction.MemberSignInFailed] = "had a sign-in refused",
        [AuditAction.MemberPasswordChanged] = "changed their password",
        [AuditAction.MemberPasswordReset] = "replaced their password through a mail",
        [AuditAction.MemberAddressChanged] = "changed their e-mail address",
        [AuditAction.MemberAuthenticatorOn] = "set up an authenticator app",
        [AuditAction.MemberAuthenticatorOff] = "removed their authenticator app",
        [AuditAction.MemberPasskeyAdded] = "added a passkey",
        [AuditAction.MemberPasskeyRemoved] = "removed a passkey",
        [AuditAction.MemberRecoveryCodesMade] = "made recovery codes",
        [AuditAction.MemberRecoveryCodeUsed] = "used a recovery code",
        [AuditAction.MemberCodeRefused] = "entered a wrong second-factor code",
        [AuditAction.MemberSessionEnded] = "signed another browser out",
        [AuditAction.MemberOtherSessionsEnded] = "signed all other browsers out",
    };

    /// <summary>The words.</summary>
    public static string Of(AuditAction action) => Known[action];

    /// <summary>The actions whose words contain a text, for the search.</summary>
    public static IReadOnlyList<AuditAction> Containing(string text) =>
        [.. Known.Where(pair => pair.Value.Contains(text, StringComparison.OrdinalIgnoreCase)).Select(pair => pair.Key)];
}
