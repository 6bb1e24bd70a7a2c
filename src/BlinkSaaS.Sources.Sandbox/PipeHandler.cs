using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Sandboxing.Wire;

namespace BlinkSaaS.Sources.Sandbox;

/// <summary>The end of the plugin's client: the host makes the request, with authorization, budget and checks of its own.</summary>
internal sealed class PipeHandler(HostPipe pipe, int context) : AsyncOnlyHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = await HttpWire.WriteAsync(RunningCall.Current, context, request, cancellationToken);
        if (body.Length > WireLimits.LargestFrame)
            throw new RequestRefusedException($"The plugin made a request that is larger than {WireLimits.LargestFrame >> 20} MB.");
        var answer = await pipe.RequestAsync(body, cancellationToken);
        return answer.Kind == FrameKind.HttpAnswer ? HttpWire.ReadAnswer(answer.Body, request) : throw FailureWire.Read(answer.Body);
    }
}
