namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>The call took longer than it may.</summary>
internal sealed class CallTimedOutException(TimeSpan limit) : Exception($"No complete answer within {limit.TotalSeconds:0} s.")
{
    public TimeSpan Limit { get; } = limit;
}

/// <summary>The answer's body is larger than it may be.</summary>
internal sealed class AnswerTooLargeException(long limit) : Exception($"The answer is larger than {limit} bytes.")
{
    public long Limit { get; } = limit;
}

/// <summary>The host name leads only to addresses that must not be called.</summary>
internal sealed class PrivateAddressException(string host) : Exception($"{host} has no public address.");
