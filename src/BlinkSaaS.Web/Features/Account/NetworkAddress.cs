using System.Net;
using System.Net.Sockets;

namespace BlinkSaaS.Web.Features.Account;

/// <summary>Where a request comes from.</summary>
public static class NetworkAddress
{
    /// <summary>As people write it.</summary>
    public static string Words(IPAddress? address) => address is null ? "unknown" : Plain(address).ToString();

    /// <summary>What is counted as one sender: an IPv6 connection has a whole /64 to choose from.</summary>
    public static string Network(IPAddress? address)
    {
        if (address is null || Plain(address) is not { AddressFamily: AddressFamily.InterNetworkV6 } six)
            return Words(address);
        var bytes = six.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return $"{new IPAddress(bytes)}/64";
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(address.GetAddressBytes());
}
