using System.Globalization;
using System.Text.RegularExpressions;

namespace BlinkSaaS.Sources.Hosting;

/// <summary>Compares what a person typed with the fields of a source, before anything is sent or stored.</summary>
public static class CredentialValidation
{
    private static readonly TimeSpan s_patternTime = TimeSpan.FromMilliseconds(100);

    /// <summary>The values of the source's fields, without the spaces around them; fields left empty and unknown ones are left out.</summary>
    public static IReadOnlyDictionary<string, string> Trim(
        SourceDescriptor descriptor, IReadOnlyDictionary<string, string?> values) => descriptor.Fields
        .Select(field => (field.Key, Value: Typed(field, values)))
        .Where(entry => entry.Value.Length > 0)
        .ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);

    /// <summary>
    /// What is wrong, by the key of the field, each in a sentence that says what to do. Empty when all is well. Values are
    /// judged without the spaces around them. A message never holds a value.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Validate(
        SourceDescriptor descriptor, IReadOnlyDictionary<string, string?> values)
    {
        var problems = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in descriptor.Fields)
            if (!IsSignedInInsteadOf(descriptor, field.Key, values) && Problem(descriptor, field, Typed(field, values), key => values.GetValueOrDefault(key)) is { } problem)
                problems[field.Key] = problem;
        return problems;
    }

    /// <summary>Whether the values hold a token of <see cref="SourceDescriptor.OAuth"/>, so that a field stays empty.</summary>
    private static bool IsSignedInInsteadOf(SourceDescriptor descriptor, string field, IReadOnlyDictionary<string, string?> values) =>
        descriptor.OAuth is { } oauth && oauth.InsteadOf.Contains(field, StringComparer.Ordinal)
        && !string.IsNullOrEmpty(values.GetValueOrDefault(oauth.Authorization.Field)) && Typed(descriptor.Fields.First(known => known.Key == field), values).Length == 0;

    internal static Regex PatternOf(CredentialField field) =>
        new($@"\A(?:{field.Pattern})\z", RegexOptions.CultureInvariant, s_patternTime);

    private static string Typed(CredentialField field, IReadOnlyDictionary<string, string?> values) =>
        values.GetValueOrDefault(field.Key)?.Trim() ?? "";

    private static string? Problem(SourceDescriptor descriptor, CredentialField field, string value, Func<string, string?> values)
    {
        if (value.Length == 0)
            return field.Required ? $"Enter the {field.Label}." : null;
        if (value.Length > field.MaxLength)
            return string.Create(CultureInfo.InvariantCulture, $"The {field.Label} is longer than {field.MaxLength:N0} characters. Check what was copied.");
        if (value.AsSpan().ContainsAny('\r', '\n') || value.AsSpan().ContainsAny('\u0085', '\u2028', '\u2029'))
            return $"The {field.Label} has a line break in it. Copy it again as one line.";
        if (!Http.SecretText.CanBeSent(value, asciiOnly: Http.ChosenWay.Find(descriptor.Authorization, values) is HeaderAuthorization header && header.Field == field.Key))
            return $"The {field.Label} has a character in it that cannot be sent. Copy it again.";
        return KindProblem(field, value) ?? PatternProblem(field, value)
            ?? (field.Key == descriptor.BaseAddressField ? Http.CalledAddress.Problem(field, value) : Http.ChosenWay.Problem(descriptor.Authorization, field, values));
    }

    private static string? KindProblem(CredentialField field, string value) => field.Kind switch
    {
        CredentialFieldKind.Url when !IsUrl(value) =>
            $"The {field.Label} is not a web address. Enter one that starts with https://.",
        CredentialFieldKind.Integer when !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) =>
            $"The {field.Label} is not a whole number. Enter digits only.",
        CredentialFieldKind.Boolean when value is not ("true" or "false") =>
            $"The {field.Label} must be true or false. Choose one of them.",
        CredentialFieldKind.Date when !DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) =>
            $"The {field.Label} is not a day. Enter it as year-month-day, for example 2026-01-31.",
        CredentialFieldKind.Choice when !field.Choices.Contains(value, StringComparer.Ordinal) =>
            $"The {field.Label} is not one of the choices. Choose one of them.",
        _ => null,
    };

    private static string? PatternProblem(CredentialField field, string value)
    {
        if (field.Pattern is null)
            return null;
        try
        {
            if (PatternOf(field).IsMatch(value))
                return null;
        }
        catch (RegexMatchTimeoutException)
        {
            // A value that cannot be judged in time is not accepted: the pattern is the plugin's, the server's time is not.
        }
        return field.PatternMessage ?? $"The {field.Label} does not look as expected. Copy it again.";
    }

    private static bool IsUrl(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);
}
