namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>Scheme, host and port that a source may call.</summary>
internal sealed class PermittedHosts
{
    private readonly HashSet<(string Scheme, string Host, int Port)> _permitted;

    private PermittedHosts(IEnumerable<(string Scheme, string Host, int Port)> permitted) => _permitted = [.. permitted];

    /// <summary>The hosts of a manifest: https on its usual port.</summary>
    public static PermittedHosts Of(IEnumerable<string> hosts) => new(hosts.Select(host => (Uri.UriSchemeHttps, host, 443)));

    /// <summary>The operator's address and nothing beside it.</summary>
    public static PermittedHosts Only(Uri address) => new([(address.Scheme, address.IdnHost, address.Port)]);

    public bool Contains(Uri address) => address.UserInfo.Length == 0 && _permitted.Contains((address.Scheme, address.IdnHost, address.Port));
}
