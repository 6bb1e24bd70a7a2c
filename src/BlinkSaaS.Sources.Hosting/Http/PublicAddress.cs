using System.Net;

namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>Tells addresses of the public internet from all others (the special-purpose registries of IANA).</summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] s_reserved4 = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4");

    // 2000::/3 is all of the unicast internet: loopback, unspecified, mapped, 64:ff9b::/96, fc00::/7, fe80::/10 and ff00::/8
    // lie outside. These parts of it are not public either: Teredo and other protocols, benchmarks, documentation, 6to4.
    private static readonly IPNetwork[] s_reserved6 = Networks(
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20");

    /// <summary>
    /// Whether it may be called. An IPv6 address that carries an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo) never
    /// is: where it really leads is decided elsewhere.
    /// </summary>
    public static bool Is(IPAddress address) => address.AddressFamily switch
    {
        System.Net.Sockets.AddressFamily.InterNetwork => !Array.Exists(s_reserved4, network => network.Contains(address)),
        System.Net.Sockets.AddressFamily.InterNetworkV6 => IsPublic6(new IPAddress(address.GetAddressBytes())), // without its scope
        _ => false,
    };

    // Looked at by its bits: IPNetwork.Contains judges a mapped address by the IPv4 address in it, and finds ::ffff:8.8.8.8 in 2000::/3.
    private static bool IsPublic6(IPAddress address) =>
        (address.GetAddressBytes()[0] & 0xE0) == 0x20 && !Array.Exists(s_reserved6, network => network.Contains(address));

    private static IPNetwork[] Networks(params string[] networks) => Array.ConvertAll(networks, IPNetwork.Parse);
}
