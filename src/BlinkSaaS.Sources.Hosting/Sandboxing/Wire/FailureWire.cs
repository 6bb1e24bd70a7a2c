using BlinkSaaS.Sources.Hosting.Http;

namespace BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

/// <summary>Exceptions on their way through the pipe: those of the contract arrive as themselves, all others as what they were called.</summary>
internal static class FailureWire
{
    private const int LongestText = 2000;
    private const int LongestPlaces = 8000;

    private enum Kind : byte
    {
        CredentialRejected = 1,
        AccessDenied,
        Unavailable,
        Skipped,
        Cancelled,
        Refused,
        Other,
    }

    public static ReadOnlyMemory<byte> Write(Exception problem)
    {
        var to = new PayloadWriter().Byte((byte)KindOf(problem)).Text(Cut(Safe(() => problem.Message), LongestText));
        if (problem is SourceUnavailableException unavailable)
            return to.Long(unavailable.RetryAfter?.Ticks ?? -1).Written;
        if (KindOf(problem) == Kind.Other)
            to.Text(problem is PluginFailedException ? "" : Cut(problem.GetType().Name, 200)).Text(Cut(Safe(() => problem.StackTrace ?? ""), LongestPlaces));
        return to.Written;
    }

    /// <exception cref="WireException">It is no failure.</exception>
    public static Exception Read(ReadOnlyMemory<byte> body)
    {
        var from = new PayloadReader(body);
        var kind = (Kind)from.Byte();
        var message = Plain(from.Text(), LongestText);
        return kind switch
        {
            Kind.CredentialRejected => new CredentialRejectedException(message),
            Kind.AccessDenied => new AccessDeniedException(message),
            Kind.Unavailable => new SourceUnavailableException(message, from.Long() is >= 0 and var ticks ? TimeSpan.FromTicks(ticks) : null),
            Kind.Skipped => new StreamSkippedException(message),
            Kind.Cancelled => new OperationCanceledException(message),
            Kind.Refused => new RequestRefusedException(message),
            Kind.Other => Other(from.Text(), message, from.Text()),
            _ => throw new WireException("A failure is of an unknown kind."),
        };
    }

    private static PluginFailedException Other(string kind, string message, string places) =>
        new(kind.Length > 0 ? $"{Plain(kind, 200)}: {message}" : message) { Places = Plain(places, LongestPlaces) };

    /// <summary>What a plugin wrote, so that it can be kept: no longer than it may be, without characters that are no text.</summary>
    public static string Plain(string text, int length)
    {
        if (text.Length > length)
            text = text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
        return new([.. text.Select(c => char.IsControl(c) && c is not ('\n' or '\t') ? ' ' : c)]);
    }

    private static Kind KindOf(Exception problem) => problem switch
    {
        CredentialRejectedException => Kind.CredentialRejected,
        AccessDeniedException => Kind.AccessDenied,
        SourceUnavailableException => Kind.Unavailable,
        StreamSkippedException => Kind.Skipped,
        OperationCanceledException => Kind.Cancelled,
        RequestRefusedException => Kind.Refused,
        _ => Kind.Other,
    };

    /// <summary>An exception type of the plugin may itself throw when it is asked what it is.</summary>
    private static string Safe(Func<string> text)
    {
        try
        {
            return text() ?? "";
        }
#pragma warning disable CA1031 // Whatever it throws.
        catch (Exception)
#pragma warning restore CA1031
        {
            return "";
        }
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
