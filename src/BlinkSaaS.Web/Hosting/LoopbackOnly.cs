using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace BlinkSaaS.Web.Hosting;

/// <summary>
/// Whether what is only for development may be there: the environment is Development and every listening address is
/// loopback. Asked at each request, since addresses are known only once the server listens.
/// </summary>
public sealed class LoopbackOnly(IHostEnvironment environment, IServer server)
{
    /// <summary>True only when nobody but this machine can reach the host.</summary>
    public bool IsDevelopment
    {
        get
        {
            if (!environment.IsDevelopment())
                return false;
            var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses;
            return addresses is { Count: > 0 } && addresses.All(IsLoopback);
        }
    }

    /// <summary>Whether a listening address is reachable from this machine alone.</summary>
    public static bool IsLoopback(string address)
    {
        var host = BindingAddress.Parse(address).Host.Trim('[', ']');
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
    }
}
