using System.Net;
using System.Text;

namespace StripeSimulator;

/// <summary>The simulator in the place of the network.</summary>
public sealed class SimulatorHandler(StripeServer server) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = server.Answer(request.Method.Method, request.RequestUri!, Header(request, "Authorization"), Header(request, "Stripe-Version"));
        return Task.FromResult(new HttpResponseMessage((HttpStatusCode)answer.Status)
        {
            Content = new StringContent(answer.Body.ToJsonString(), Encoding.UTF8, "application/json"),
            RequestMessage = request,
        });
    }

    private static string? Header(HttpRequestMessage request, string name) => request.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
