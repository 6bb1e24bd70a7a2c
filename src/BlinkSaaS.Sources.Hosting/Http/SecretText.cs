using System.Text;

namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>Keeps secrets sendable, and out of what is written down.</summary>
internal sealed class SecretText
{
    private readonly string[] _forms;

    /// <summary>Knows the secrets as they are and as they travel: escaped in a query, encoded for Basic.</summary>
    public SecretText(IEnumerable<string> secrets, IEnumerable<string> travelling)
    {
        _forms = [.. secrets.SelectMany(Forms).Concat(travelling)
            .Where(form => form.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(form => form.Length)];
    }

    /// <summary>Whether a value can be part of a request: no line break, no other control character, in headers ASCII only.</summary>
    public static bool CanBeSent(string value, bool asciiOnly) =>
        !value.Any(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' || (asciiOnly && c > '~'));

    /// <summary>The text without any secret and without control characters, at most so long.</summary>
    public string Redact(string? text, int maxLength)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        foreach (var form in _forms)
            text = text.Replace(form, "[secret]", StringComparison.Ordinal);
        var line = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, maxLength)))
            line.Append(char.IsControl(c) ? ' ' : c);
        return line.ToString();
    }

    private static IEnumerable<string> Forms(string secret) =>
        [secret, Uri.EscapeDataString(secret), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))];
}
