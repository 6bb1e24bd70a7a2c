using System.Net;
using System.Net.Sockets;
using BlinkSaaS.Sources.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace BlinkSaaS.Web.Tests.Connections;

/// <summary>Leads the source to an address where nobody listens, and back.</summary>
internal sealed class ClickUpDown : IAsyncDisposable
{
    private readonly ConnectionHost _host;

    private ClickUpDown(ConnectionHost host) => _host = host;

    public static Task<ClickUpDown> BeginAsync(ConnectionHost host)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var free = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        host.Services.GetRequiredService<SourceAddresses>().Set("clickup", new Uri($"http://127.0.0.1:{free}/api/"));
        return Task.FromResult(new ClickUpDown(host));
    }

    public ValueTask DisposeAsync()
    {
        _host.Services.GetRequiredService<SourceAddresses>().Set("clickup", _host.ClickUp.BaseAddress);
        return ValueTask.CompletedTask;
    }
}
