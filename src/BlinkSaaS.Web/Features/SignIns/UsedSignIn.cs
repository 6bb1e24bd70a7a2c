namespace BlinkSaaS.Web.Features.SignIns;

/// <summary>A state that came back from a source once, so that it never counts again. Kept until it would have expired by itself.</summary>
public sealed class UsedSignIn
{
    /// <summary>Digest of the state.</summary>
    public required byte[] Hash { get; set; }

    /// <summary>When the state expires by itself.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
}
