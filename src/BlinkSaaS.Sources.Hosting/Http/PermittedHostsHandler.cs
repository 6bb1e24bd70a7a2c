namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>Refuses calls to hosts that the plugin did not declare. It stands before authorization: no other host ever gets the secret.</summary>
internal sealed class PermittedHostsHandler(PermittedHosts permitted) : AsyncOnlyHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is not { IsAbsoluteUri: true } address || !permitted.Contains(address))
            throw new RequestRefusedException(
                $"The plugin called {Describe(request.RequestUri)}, which is not among its hosts. Requests name paths relative to the base address; other hosts must stand in plugin.json.");
        return base.SendAsync(request, cancellationToken);
    }

    private static string Describe(Uri? address) =>
        address is { IsAbsoluteUri: true } ? $"{address.Scheme}://{address.IdnHost}:{address.Port}" : "no absolute address";
}
