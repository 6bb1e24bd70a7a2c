using System.Security.Cryptography;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>Identifiers for URLs: 12 characters, 60 random bits, nothing to count or guess by.</summary>
public static class RandomId
{
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz023456789";
    private const int Length = 12;

    /// <summary>A new one.</summary>
    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>Whether a text could be one.</summary>
    public static bool IsOne(string text) => text.Length == Length && text.All(Alphabet.Contains);
}
