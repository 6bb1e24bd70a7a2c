using static BlinkSaaS.Sources.Hosting.Plugins.DescriptorRules;

namespace BlinkSaaS.Sources.Hosting.Plugins;

/// <summary>What must hold where each connection has an address of its own.</summary>
internal static class TypedAddressRules
{
    public static void Check(SourceDescriptor descriptor, PluginManifest manifest)
    {
        var isNew = descriptor.BaseAddressField is not null || descriptor.Authorization is ChosenAuthorization;
        Require(!isNew || ContractVersion.Parse(manifest.Contract) is { Minor: >= 1 }, "it uses what version 1.1 of the contract brought, and plugin.json names an earlier one");
        if (descriptor.BaseAddressField is not { } key)
            return;
        Require(descriptor.Fields.Any(field => field.Key == key && field is { Kind: CredentialFieldKind.Url, Required: true }), "the field of its base address must be a required field for an address");
        // The secret goes to the address that was typed and to no other.
        Require(manifest.Hosts.Count == 0, "the addresses of its connections are typed, so \"hosts\" of plugin.json must be empty");
        Require(descriptor.OAuth is null, "a source whose address is typed cannot have a sign-in");
    }
}
