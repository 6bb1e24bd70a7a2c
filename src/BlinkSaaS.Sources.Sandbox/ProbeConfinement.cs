using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace BlinkSaaS.Sources.Sandbox;

/// <summary>Tries to reach a port that is open on this machine: whoever cannot reach even that has no network.</summary>
internal static class ProbeConfinement
{
    private const int Confined = 0;
    private const int NotConfined = 3;

    public static int Run(string port, TextWriter output)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(new IPEndPoint(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture)));
        }
        catch (SocketException)
        {
            output.WriteLine("confined");
            return Confined;
        }

        output.WriteLine("It could reach the network.");
        return NotConfined;
    }
}
