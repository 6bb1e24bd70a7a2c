using BlinkSaaS.Sources.Hosting.Plugins;

namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>What a person's choice comes to: in what way the secret is added, and under what name.</summary>
internal static class ChosenWay
{
    /// <summary>The authorization of these values; null where what was chosen does not exist, or the name cannot be used.</summary>
    public static SourceAuthorization? Find(SourceAuthorization declared, Func<string, string?> value)
    {
        if (declared is not ChosenAuthorization chosen)
            return declared;
        var way = Of(chosen, value);
        if (way?.NameField is null || value(way.NameField)?.Trim() is not { Length: > 0 } name)
            return way?.Authorization;
        return way.Authorization switch
        {
            HeaderAuthorization header when DescriptorRules.IsOwnHeader(name) => header with { Name = name },
            QueryAuthorization query when DescriptorRules.IsOwnParameter(name) => query with { Name = name },
            _ => null,
        };
    }

    /// <summary>What is wrong with a value that is the name of a header or parameter; null where nothing is.</summary>
    public static string? Problem(SourceAuthorization declared, CredentialField field, Func<string, string?> value)
    {
        if (declared is not ChosenAuthorization chosen || Of(chosen, value) is not { } way || way.NameField != field.Key || Find(chosen, value) is not null)
            return null;
        return way.Authorization is HeaderAuthorization
            ? $"The {field.Label} cannot be the name of a header. Enter letters, digits and hyphens, for example X-Api-Key."
            : $"The {field.Label} cannot be the name of a parameter. Enter letters, digits, dots, hyphens and underscores, for example api_key.";
    }

    private static AuthorizationWay? Of(ChosenAuthorization chosen, Func<string, string?> value) => value(chosen.Field)?.Trim() is { Length: > 0 } choice
        ? chosen.Ways.FirstOrDefault(way => way.Choice == choice)
        : chosen.Ways[0];
}
