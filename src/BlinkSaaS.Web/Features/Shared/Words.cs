namespace BlinkSaaS.Web.Features.Shared;

/// <summary>Razor hands an attribute whose expression is null to a tag helper as an empty text: both mean that there is none.</summary>
internal static class Words
{
    /// <summary>The text, or null where there is none.</summary>
    public static string? OrNone(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
