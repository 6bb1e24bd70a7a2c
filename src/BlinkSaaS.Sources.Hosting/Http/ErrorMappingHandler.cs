namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>Turns failures of the transport into the exception of the contract, with a sentence for people.</summary>
internal sealed class ErrorMappingHandler(string sourceName, bool isTyped = false) : AsyncOnlyHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException problem) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SourceUnavailableException(Sentence(problem), inner: problem);
        }
        catch (CallTimedOutException problem)
        {
            throw new SourceUnavailableException(
                $"{sourceName} did not answer within {problem.Limit.TotalSeconds:0} seconds. Try again later.", inner: problem);
        }
        catch (AnswerTooLargeException problem)
        {
            throw new SourceUnavailableException(
                $"{sourceName} sent an answer that is larger than {Math.Max(1, problem.Limit >> 20)} MB. Try again later; if it stays so, tell whoever runs this BlinkSaaS.",
                inner: problem);
        }
    }

    private string Sentence(HttpRequestException problem) => problem switch
    {
        { InnerException: PrivateAddressException } when isTyped =>
            "The address leads into a private network, so it was not called. Enter one that is open to the internet.",
        { InnerException: PrivateAddressException } =>
            $"The address of {sourceName} leads into a private network, so it was not called. Tell whoever runs this BlinkSaaS.",
        { HttpRequestError: HttpRequestError.NameResolutionError } when isTyped =>
            "The address was not found. Check how it is written, then try again.",
        { HttpRequestError: HttpRequestError.NameResolutionError } =>
            $"The address of {sourceName} was not found. Check that this server can reach the internet, then try again.",
        { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            $"No secure connection to {sourceName} could be made. Try again later; if it stays so, tell whoever runs this BlinkSaaS.",
        { HttpRequestError: HttpRequestError.ConnectionError } => $"{sourceName} cannot be reached. Try again later.",
        _ => $"{sourceName} broke off its answer. Try again later.",
    };
}
