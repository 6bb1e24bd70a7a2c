using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Sources.Hosting;

/// <summary>
/// The operator's base addresses by source key (<c>Sources:&lt;key&gt;:BaseAddress</c>). They can change while the host runs:
/// a simulator that takes a free port is known only after the host was built. Sessions opened later use the new address.
/// </summary>
public sealed class SourceAddresses
{
    private readonly ConcurrentDictionary<string, Uri> _addresses = new(StringComparer.Ordinal);

    /// <summary>Starts with the configured addresses.</summary>
    public SourceAddresses(IOptions<SourcesOptions> options)
    {
        foreach (var (key, address) in options.Value.BaseAddresses)
            Set(key, address);
    }

    /// <summary>The operator's address of a source, ending with a slash; null where the plugin's own is used.</summary>
    public Uri? Find(string sourceKey) => _addresses.GetValueOrDefault(sourceKey);

    /// <summary>Replaces a source's base address.</summary>
    /// <exception cref="ArgumentException">Not an absolute http or https address without user, query and fragment.</exception>
    public void Set(string sourceKey, Uri address)
    {
        ArgumentException.ThrowIfNullOrEmpty(sourceKey);
        _addresses[sourceKey] = Parse(sourceKey, address.OriginalString);
    }

    /// <summary>Goes back to the plugin's own base address.</summary>
    public void Remove(string sourceKey) => _addresses.TryRemove(sourceKey, out _);

    internal static Uri Parse(string sourceKey, string address)
    {
        var sound = Uri.TryCreate(address, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0;
        if (!sound)
            throw new ArgumentException(
                $"Sources:{sourceKey}:BaseAddress is not an address that can be called. Set it to one like http://127.0.0.1:5010/api/.",
                nameof(address));
        return uri!.AbsolutePath.EndsWith('/') ? uri : new Uri(uri.AbsoluteUri + "/");
    }
}
