using BlinkSaaS.Sources;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>An input of the form, as the plugin describes it.</summary>
/// <param name="Field">The description.</param>
/// <param name="Value">What was typed, for fields that are not secret.</param>
/// <param name="SavedHint">Null where no secret is saved; else its last four characters, or empty where they are not kept.</param>
/// <param name="Error">What is wrong.</param>
/// <param name="TestAddress">Where Test connection posts, at the field that has the button.</param>
public sealed record CredentialFieldView(CredentialField Field, string? Value, string? SavedHint, string? Error, string? TestAddress)
{
    /// <summary>Of more optional fields, all are folded away until one is filled in.</summary>
    public const int MostOptionalInSight = 3;

    /// <summary>The input's type.</summary>
    public string InputType => Field.Kind switch
    {
        CredentialFieldKind.Secret => "password",
        CredentialFieldKind.Url => "url",
        CredentialFieldKind.Date => "date",
        _ => "text",
    };

    /// <summary>What the empty input of a saved secret says.</summary>
    public string? Placeholder => Field.Kind != CredentialFieldKind.Secret || SavedHint is null ? null
        : SavedHint.Length > 0 ? $"Saved, ends in {SavedHint}" : "Saved";
}
