using static BlinkSaaS.Sources.Hosting.Plugins.DescriptorRules;

namespace BlinkSaaS.Sources.Hosting.Plugins;

/// <summary>What must hold where a person chooses how the secret is added.</summary>
internal static class ChosenAuthorizationRules
{
    public static void Check(ChosenAuthorization chosen, IReadOnlyList<CredentialField> fields)
    {
        var field = fields.FirstOrDefault(known => known.Key == chosen.Field && known.Kind == CredentialFieldKind.Choice);
        Require(field is not null, "the field of its authorization must be a choice");
        Require(chosen.Ways is { Count: > 0 } && chosen.Ways.Select(way => way?.Choice).Order(StringComparer.Ordinal).SequenceEqual(field!.Choices.Order(StringComparer.Ordinal)),
            "its authorization must have one way for each choice");
        foreach (var way in chosen.Ways!)
        {
            Require(way.Authorization is not ChosenAuthorization, "a way of its authorization cannot be a choice again");
            CheckAuthorization(way.Authorization, fields);
            Require(way.NameField is null || way.Authorization is HeaderAuthorization or QueryAuthorization, "only a header or a parameter can get its name from a field");
            Require(way.NameField is null || KindOf(fields, way.NameField) == CredentialFieldKind.Text, "the name in its authorization must come from a field of text");
        }
    }
}
