namespace BlinkSaaS.Web.Features.Shared;

/// <summary>Small things about texts.</summary>
internal static class Words
{
    /// <summary>The text, or null where there is none. Razor hands an attribute whose expression is null to a tag helper as an empty text.</summary>
    public static string? OrNone(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>"A", "A and B", "A, B and C".</summary>
    public static string List(IReadOnlyList<string> parts) => parts.Count < 2 ? string.Concat(parts) : $"{string.Join(", ", parts.Take(parts.Count - 1))} and {parts[^1]}";
}
