using System.Text.Json;
using System.Text.RegularExpressions;

namespace BlinkSaaS.Sources.ClickUp;

/// <summary>Failures that are the same whatever was asked for.</summary>
internal static class ClickUpErrors
{
    public static SourceUnavailableException Unreadable(Exception? inner = null) => new(
        "ClickUp answered with something that is not its usual data, or only a part of it. The pull goes on later from where it stopped.",
        inner: inner);

    public static SourceUnavailableException CutOff(Exception inner) => new(
        "The connection to ClickUp broke off. The pull goes on later from where it stopped.", inner: inner);

    public static SourceUnavailableException TooSlow(Exception inner) => new(
        "ClickUp took too long to answer. The pull goes on later from where it stopped.", inner: inner);

    public static SourceUnavailableException RepeatedPage(int page) => new(
        $"ClickUp repeated a page (page {page} is the same as the one before), so the list of tasks has no end. The pull goes on later from where it stopped.");

    public static SourceUnavailableException RepeatedCursor() => new(
        "ClickUp repeated a page of docs, so their list has no end. The pull goes on later from where it stopped.");
}

/// <summary>
/// An answer other than success. ClickUp's ECODE says what is wrong: the status does not, since a task that does not exist
/// and a token that is dead are both 401.
/// </summary>
internal sealed partial class ClickUpError
{
    private const int LongestQuote = 200;

    private readonly ClickUpErrorKind _kind;
    private readonly string _said;
    private readonly TimeSpan? _retryAfter;

    private ClickUpError(int status, string code, string text, bool concernsTokenOnly, TimeSpan? retryAfter)
    {
        _kind = Classify(status, code, concernsTokenOnly);
        IsDeletion = (status, code) == (404, "ITEM_013");
        _said = text.Length > 0 ? $"ClickUp answered “{text}”" : $"ClickUp answered with status {status}";
        _retryAfter = retryAfter;
    }

    /// <summary>Whether ClickUp says that it was deleted. Every other refusal may as well mean that the token does not see it.</summary>
    public bool IsDeletion { get; }

    public bool IsGoneOrOutOfSight => _kind is ClickUpErrorKind.Gone or ClickUpErrorKind.NoAccess;

    public static async Task<ClickUpError> ReadAsync(HttpResponseMessage response, string path, CancellationToken cancellationToken)
    {
        var (code, text) = Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return new ClickUpError((int)response.StatusCode, code, text, path is "v2/user" or "v2/team", response.Headers.RetryAfter?.Delta);
    }

    /// <summary>
    /// The error where a part of ClickUp was asked for that can be switched off: what ClickUp says then is not documented, so every
    /// refusal that is not about the token, the access or the calls counts as that.
    /// </summary>
    public SourceException ToException(string howToSwitchOn) => _kind is ClickUpErrorKind.Refused or ClickUpErrorKind.NotInPlan
        ? new StreamSkippedException($"{_said}. {howToSwitchOn}")
        : ToException();

    public SourceException ToException() => _kind switch
    {
        ClickUpErrorKind.DeadToken => new CredentialRejectedException(
            $"{_said}. Copy the whole token again, or generate a new one under Settings > Apps."),
        ClickUpErrorKind.NoAccess => new AccessDeniedException(
            $"{_said}. The person this token belongs to may not see this, or it no longer exists: ask an admin of the ClickUp Workspace for access, or use the token of somebody who has it."),
        ClickUpErrorKind.Gone => new AccessDeniedException(
            $"{_said}. It was deleted in ClickUp or moved out of this token's sight; nothing needs to be done if that was intended."),
        ClickUpErrorKind.NotInPlan => new StreamSkippedException(
            $"{_said}. The plan of this ClickUp Workspace does not offer this; the other streams are pulled all the same."),
        ClickUpErrorKind.TooManyCalls => new SourceUnavailableException(
            $"{_said}: this token's calls are used up for the moment, perhaps by another program. The pull goes on by itself when ClickUp permits it.", _retryAfter),
        ClickUpErrorKind.Refused => new SourceUnavailableException(
            $"{_said}, which was not expected here. The pull is tried again later; file a ticket if it stays so."),
        _ => new SourceUnavailableException(
            $"{_said}: ClickUp has a fault at the moment. The pull goes on later from where it stopped.", _retryAfter),
    };

    private static ClickUpErrorKind Classify(int status, string code, bool concernsTokenOnly) => (status, code) switch
    {
        // First, since a fault of ClickUp's can carry any code: a malformed id gives 500 with the code of a dead token.
        ( >= 500, _) => ClickUpErrorKind.Fault,
        (429, _) or (_, "APP_002") => ClickUpErrorKind.TooManyCalls,
        (_, "OAUTH_017" or "OAUTH_019" or "OAUTH_021" or "OAUTH_025" or "OAUTH_077") => ClickUpErrorKind.DeadToken,
        (_, "OAUTH_023" or "OAUTH_026" or "OAUTH_027") => ClickUpErrorKind.NoAccess,
        _ when IsTeamNotAuthorized(code) => ClickUpErrorKind.NoAccess,
        (_, "TEAM_110" or "TIML_001") => ClickUpErrorKind.NotInPlan,
        (404, _) => ClickUpErrorKind.Gone,
        _ when code.StartsWith("ACCESS_", StringComparison.Ordinal) => ClickUpErrorKind.NoAccess,
        // A code nobody has seen: who the caller is can only be refused to a token that is no good.
        (401 or 403, _) => concernsTokenOnly ? ClickUpErrorKind.DeadToken : ClickUpErrorKind.NoAccess,
        _ => ClickUpErrorKind.Refused,
    };

    // OAUTH_029 to OAUTH_045.
    private static bool IsTeamNotAuthorized(string code) =>
        code.StartsWith("OAUTH_", StringComparison.Ordinal) && int.TryParse(code.AsSpan(6), out var number) && number is >= 29 and <= 45;

    private static (string Code, string Text) Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return (root.Text("ECODE") ?? "", Quotable(root.Text("err") ?? root.Text("message") ?? ""));
        }
        catch (JsonException)
        {
            return ("", "");
        }
    }

    // The text goes into a sentence on a page and into the log: one line, not long, and never a token that ClickUp may echo.
    private static string Quotable(string text)
    {
        text = TokenPattern().Replace(Whitespace().Replace(text, " ").Trim(), "pk_…");
        return text.Length <= LongestQuote ? text : text[..LongestQuote] + "…";
    }

    [GeneratedRegex("pk_[0-9A-Za-z_]+")]
    private static partial Regex TokenPattern();

    [GeneratedRegex(@"[\s\p{C}]+")]
    private static partial Regex Whitespace();
}

/// <summary>What an error means for who waits for the answer.</summary>
internal enum ClickUpErrorKind
{
    DeadToken,
    NoAccess,
    Gone,
    NotInPlan,
    TooManyCalls,
    Refused,
    Fault,
}
