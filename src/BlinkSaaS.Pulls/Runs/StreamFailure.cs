using System.Text;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using Npgsql;

namespace BlinkSaaS.Pulls;

/// <summary>Says of an exception what it means for a stream or a pull.</summary>
internal static class StreamFailure
{
    private const int LongestDetails = 8_000;

    /// <summary>The trouble as people read it, or null where the exception is none of the source's: the pull is then not ended.</summary>
    public static PullTrouble? Of(Exception exception) => exception switch
    {
        CredentialRejectedException e => new PullTrouble(PullErrorKind.Credential, e.Message),
        AccessDeniedException e => new PullTrouble(PullErrorKind.Access, e.Message),
        SourceUnavailableException e => new PullTrouble(PullErrorKind.Unavailable, e.Message),
        StreamSkippedException e => new PullTrouble(PullErrorKind.None, e.Message),
        SourceNotUsableException e => new PullTrouble(PullErrorKind.Defect, e.Message),
        SourceDefectException e => new PullTrouble(PullErrorKind.Defect, e.Message) { Details = DetailsOf(e) },

        // Class 22 is data, 54 a limit: the record is at fault, and would be at every retry.
        PostgresException { SqlState: ['2', '2', ..] or ['5', '4', ..] } e =>
            new PullTrouble(PullErrorKind.Defect, $"A record could not be stored: {e.MessageText}."),
        _ => null,
    };

    /// <summary>
    /// What the plugin threw, as the contract's words have it. Its own cancellation, which nobody asked for, is a time-out.
    /// </summary>
    public static Exception FromPlugin(Exception exception, CancellationToken asked) => exception switch
    {
        SourceException or SourceDefectException or SourceNotUsableException => exception,
        OperationCanceledException when asked.IsCancellationRequested => exception,
        OperationCanceledException => new SourceUnavailableException("The source did not answer in time. The next pull tries again.", null, exception),
        PluginFailedException => new SourceDefectException($"The source's plugin failed: {exception.Message}", exception),
        _ => new SourceDefectException($"The source's plugin failed: {exception.GetType().Name}: {exception.Message}", exception),
    };

    /// <summary>Kinds and places, from the outside in. Texts are left out: a plugin may put anything into them, a token too.</summary>
    private static string DetailsOf(Exception exception)
    {
        var details = new StringBuilder();
        for (var e = exception; e is not null; e = e.InnerException)
            details.AppendLine(e.GetType().FullName).AppendLine(e.StackTrace);
        return details.ToString(0, Math.Min(details.Length, LongestDetails));
    }
}
