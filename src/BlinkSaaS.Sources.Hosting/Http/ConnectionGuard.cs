using System.Net;
using System.Net.Sockets;

namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>
/// Makes the connection itself, so that the address that was checked is the address that is called: a name that is resolved
/// a second time could lead elsewhere.
/// </summary>
internal sealed class ConnectionGuard(SourceNetwork network)
{
    /// <summary>Connects to public addresses only.</summary>
    public ValueTask<Stream> ConnectToPublicAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        ConnectAsync(context.DnsEndPoint, PublicAddress.Is, cancellationToken);

    /// <summary>Connects to the address that the operator named, wherever it leads, and to no other.</summary>
    public ValueTask<Stream> ConnectToAsync(Uri operatorsAddress, SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        ConnectAsync(
            context.DnsEndPoint,
            _ => context.DnsEndPoint.Host.Equals(operatorsAddress.IdnHost, StringComparison.OrdinalIgnoreCase) && context.DnsEndPoint.Port == operatorsAddress.Port,
            cancellationToken);

    internal async ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, Predicate<IPAddress> isPermitted, CancellationToken cancellationToken)
    {
        var addresses = await network.Resolve(endPoint.Host, cancellationToken);
        var permitted = Array.FindAll(addresses, isPermitted);
        if (permitted.Length == 0)
            throw addresses.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : new PrivateAddressException(endPoint.Host);
        for (var i = 0; ; i++)
        {
            try
            {
                return await network.Connect(new IPEndPoint(permitted[i], endPoint.Port), cancellationToken);
            }
            catch (SocketException) when (i < permitted.Length - 1)
            {
                // The next address of the same name may answer.
            }
        }
    }
}
