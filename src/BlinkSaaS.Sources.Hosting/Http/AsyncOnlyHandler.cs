namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>
/// Base of all handlers here. A synchronous send would pass by every one of them, budget and permitted hosts included, so it
/// is refused.
/// </summary>
internal abstract class AsyncOnlyHandler : DelegatingHandler
{
    protected sealed override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new RequestRefusedException("A source sends its requests with SendAsync or GetAsync; the synchronous Send is not available.");
}
