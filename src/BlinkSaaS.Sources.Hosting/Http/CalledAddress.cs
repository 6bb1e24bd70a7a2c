namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>Where the requests of one session go.</summary>
/// <param name="Base">What paths are relative to.</param>
/// <param name="Permitted">Whom it may call.</param>
/// <param name="Operators">The operator's address, where that is what is called: the only one that may lead into a private network.</param>
internal sealed record CalledAddress(Uri Base, PermittedHosts Permitted, Uri? Operators)
{
    /// <exception cref="SourceNotUsableException">The address of the connection may not be called; the message says why.</exception>
    public static CalledAddress Of(SourceDescriptor source, IReadOnlyList<string> hosts, Uri? operators, IReadOnlyDictionary<string, string> settings)
    {
        if (source.BaseAddressField is { } field)
            return OfTyped(source.Fields.First(known => known.Key == field), settings.GetValueOrDefault(field) ?? "", operators);
        return operators is null
            ? new(source.BaseAddress, PermittedHosts.Of(hosts), null)
            : new(operators, PermittedHosts.Only(operators), operators);
    }

    /// <summary>What is wrong with an address that a person typed, as far as that can be told without the operator's; null where nothing is.</summary>
    public static string? Problem(CredentialField field, string typed)
    {
        if (!Uri.TryCreate(typed, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
            return $"The {field.Label} must start with https://. Enter the address as the API's documentation names it.";
        if (address.UserInfo.Length > 0)
            return $"The {field.Label} has a user name or password in it. Leave that out, and enter the key in its own field.";
        return address.Fragment.Length > 0 ? $"The {field.Label} has a # in it. Leave out the # and what follows." : null;
    }

    private static CalledAddress OfTyped(CredentialField field, string typed, Uri? operators)
    {
        if (Problem(field, typed) is { } problem)
            throw new SourceNotUsableException(problem);
        var address = new Uri(typed);
        if (operators is not null && (address.Scheme, address.IdnHost, address.Port) == (operators.Scheme, operators.IdnHost, operators.Port))
            return new(address, PermittedHosts.Only(address), operators);
        return address.Scheme == Uri.UriSchemeHttps
            ? new(address, PermittedHosts.Only(address), null)
            : throw new SourceNotUsableException($"The {field.Label} leads to this server itself. Enter an address that starts with https:// and is open to the internet.");
    }
}
