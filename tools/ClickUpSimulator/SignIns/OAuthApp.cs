using System.Collections.Concurrent;
using System.Security.Cryptography;
using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.SignIns;

/// <summary>The one OAuth app that this ClickUp knows, and the codes that its consent page gave out.</summary>
public sealed class OAuthApp
{
    private readonly ConcurrentDictionary<string, Grant> codes = new();

    /// <summary>The client's identifier.</summary>
    public string ClientId => "SIMULATEDCLIENT0000000000000000A";

    /// <summary>Its secret: of a simulator, so no secret.</summary>
    public string ClientSecret => "SIMULATEDSECRET00000000000000000000000000000000000000000000000AB";

    internal sealed record Grant(IReadOnlyList<ClickUpWorkspace> Workspaces, string RedirectUri);

    internal string Give(IReadOnlyList<ClickUpWorkspace> workspaces, string redirectUri)
    {
        var code = RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 32);
        codes[code] = new Grant(workspaces, redirectUri);
        return code;
    }

    /// <summary>A code is good once.</summary>
    internal Grant? Take(string code) => codes.TryRemove(code, out var grant) ? grant : null;
}
