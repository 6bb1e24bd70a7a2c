using System.Net;

namespace ClickUpSimulator.Hosting;

/// <summary>The simulator has tokens in the open and an admin interface without a lock: it serves this machine only.</summary>
internal static class LoopbackAddress
{
    /// <summary>Returns what is wrong, or null.</summary>
    public static string? Parse(string urls, out IReadOnlyList<IPEndPoint> endpoints)
    {
        var found = new List<IPEndPoint>();
        endpoints = found;
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttp)
                return $"'{url}' is not an address of the form http://127.0.0.1:5080. Use port 0 to take a free one.";
            if (address.AbsolutePath != "/")
                return $"'{url}' has a path. Give the address alone, such as http://127.0.0.1:{address.Port}.";
            var host = address.Host == "localhost" ? "127.0.0.1" : address.Host.Trim('[', ']');
            if (!IPAddress.TryParse(host, out var ip) || !IPAddress.IsLoopback(ip))
                return $"'{url}' is not a loopback address. The simulator listens on this machine only: use http://127.0.0.1:{address.Port}.";
            found.Add(new IPEndPoint(ip, address.Port));
        }
        return found.Count > 0 ? null : "No address is given. Use http://127.0.0.1:0 to take a free port.";
    }
}
