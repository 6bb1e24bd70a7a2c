using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace BlinkSaaS.Web.Features.Invitations;

/// <summary>The secret in the link of an invitation: 256 random bits. The database keeps a hash, so a dump opens no workspace.</summary>
public static class InvitationCode
{
    /// <summary>A code and what is kept of it.</summary>
    public static (string Code, byte[] Hash) New()
    {
        var code = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        return (code, HashOf(code));
    }

    /// <summary>What is kept of a code. It is random, so that no salt is needed.</summary>
    public static byte[] HashOf(string? code) => SHA256.HashData(Encoding.UTF8.GetBytes(code ?? ""));
}
