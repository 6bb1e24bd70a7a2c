namespace BlinkSaaS.Sources.Hosting.Plugins;

/// <summary>What must hold for a source's own sign-in.</summary>
internal static class OAuthRules
{
    /// <exception cref="PluginUnusableException">The first rule that does not hold.</exception>
    public static void Check(SourceDescriptor descriptor)
    {
        if (descriptor.OAuth is not { } oauth)
            return;
        var address = oauth.AuthorizeAddress;
        DescriptorRules.Require(address is { IsAbsoluteUri: true } && address.Scheme == Uri.UriSchemeHttps && address.IsDefaultPort && address.UserInfo.Length == 0 && address.Fragment.Length == 0,
            "the address of its sign-in must be an absolute https address without a port");
        DescriptorRules.Require(IsBelow(descriptor.BaseAddress, oauth.TokenPath), "the token path of its sign-in must be relative to its base address and stay below it");
        DescriptorRules.Require(Enum.IsDefined(oauth.Body) && !string.IsNullOrWhiteSpace(oauth.TokenProperty), "it does not say how its sign-in is finished");
        DescriptorRules.Require(oauth.Scopes is not null && oauth.Scopes.All(scope => !string.IsNullOrWhiteSpace(scope) && !scope.Contains(' ', StringComparison.Ordinal)), "a scope of its sign-in cannot be sent");
        CheckFields(descriptor, oauth);
    }

    private static void CheckFields(SourceDescriptor descriptor, OAuthSignIn oauth)
    {
        var authorization = oauth.Authorization;
        DescriptorRules.Require(authorization is not null && DescriptorRules.IsOwnHeader(authorization.Name) && DescriptorRules.FormatPattern().IsMatch(authorization.Format ?? ""),
            "the authorization of its sign-in cannot be used");
        DescriptorRules.Require(DescriptorRules.FieldKeyPattern().IsMatch(authorization!.Field ?? "") && descriptor.Fields.All(field => !field.Key.Equals(authorization.Field, StringComparison.OrdinalIgnoreCase)),
            "the token of its sign-in needs a key that is none of its fields");
        DescriptorRules.Require(oauth.InsteadOf is { Count: > 0 } && oauth.InsteadOf.All(key => descriptor.Fields.Any(field => field.Key == key && field.Kind == CredentialFieldKind.Secret)),
            "its sign-in must take the place of secret fields of it");
    }

    private static bool IsBelow(Uri baseAddress, string? path) =>
        !string.IsNullOrWhiteSpace(path) && Uri.TryCreate(path, UriKind.Relative, out _) && !path.StartsWith('/')
        && Uri.TryCreate(baseAddress, path, out var address) && address.AbsoluteUri.StartsWith(baseAddress.AbsoluteUri, StringComparison.Ordinal);
}
