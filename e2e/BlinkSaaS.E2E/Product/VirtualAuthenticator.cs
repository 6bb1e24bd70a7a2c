using System.Text.Json;

namespace BlinkSaaS.E2E.Product;

/// <summary>A device with passkeys, played by the browser: it finds its owner's finger by itself.</summary>
internal sealed class VirtualAuthenticator
{
    private readonly ICDPSession session;
    private readonly string id;

    private VirtualAuthenticator(ICDPSession session, string id) => (this.session, this.id) = (session, id);

    public static async Task<VirtualAuthenticator> PlugInAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable");
        var answer = await session.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true,
                ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });
        return new VirtualAuthenticator(session, answer!.Value.GetProperty("authenticatorId").GetString()!);
    }

    /// <summary>The same in a browser that offers none by itself: only a button asks for one.</summary>
    public static async Task<VirtualAuthenticator> PlugInWithoutOfferAsync(IPage page)
    {
        await page.AddInitScriptAsync("if (window.PublicKeyCredential) PublicKeyCredential.isConditionalMediationAvailable = undefined;");
        return await PlugInAsync(page);
    }

    /// <summary>How many passkeys the device holds.</summary>
    public async Task<int> CountAsync()
    {
        JsonElement? answer = await session.SendAsync("WebAuthn.getCredentials", new() { ["authenticatorId"] = id });
        return answer!.Value.GetProperty("credentials").GetArrayLength();
    }

    /// <summary>Nobody's finger is on it, so that the sign-in page's standing offer is not taken.</summary>
    public Task RestAsync() => session.SendAsync("WebAuthn.setAutomaticPresenceSimulation", new() { ["authenticatorId"] = id, ["enabled"] = false });

    public Task TouchAsync() => session.SendAsync("WebAuthn.setAutomaticPresenceSimulation", new() { ["authenticatorId"] = id, ["enabled"] = true });
}
