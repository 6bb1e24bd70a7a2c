using System.Security.Cryptography;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>Identifiers for URLs: 12 characters, 60 random bits, nothing to count or guess by.</summary>
public static class RandomId
{
    /// <summary>A new one.</summary>
    public static string New() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz023456789", 12);
}
