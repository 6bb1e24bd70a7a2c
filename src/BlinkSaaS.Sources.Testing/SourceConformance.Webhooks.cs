using System.Text;
using Xunit;

namespace BlinkSaaS.Sources.Testing;

#pragma warning disable CA1707 // Facts are sentences, here as in a test project.
public abstract partial class SourceConformance
{
    private static readonly Uri HookAddress = new("http://127.0.0.1:9/hooks/conformance");

    /// <summary>Where the source receives webhooks: whatever comes in is read without an exception and without a call.</summary>
    [Fact]
    public void Events_are_read_purely_and_nonsense_is_nothing()
    {
        if (Source is not IReceivesWebhooks receiver)
            return;
        Assert.Equal(receiver.DescribeSignature(), receiver.DescribeSignature());
        Assert.False(string.IsNullOrWhiteSpace(receiver.DescribeSignature().Header));
        foreach (var body in (string[])["", "nonsense", "{}", "[]", "null", "7", "{\"event\":null}", "\ud83d\ude00", new string('[', 100_000)])
        {
            var work = receiver.Read(new WebhookDelivery { Body = Encoding.UTF8.GetBytes(body) });
            Assert.True(work is { Changed.Count: 0, Gone.Count: 0 }, $"'{body[..Math.Min(20, body.Length)]}' is not nothing.");
        }

        Assert.Empty(Detour.Calls);
    }

    /// <summary>Where the source receives webhooks: they are made once, a second look changes nothing, and removed they may be gone already.</summary>
    [Fact]
    public async Task Webhooks_are_made_once_and_removed()
    {
        if (Source is not IReceivesWebhooks receiver)
            return;
        using var context = Open();
        var made = await receiver.SubscribeAsync(context, HookAddress, [], TestToken);
        Assert.NotEmpty(made);
        Assert.All(made, one => Assert.False(string.IsNullOrEmpty(one.Secret), "A new subscription has no secret."));
        using var again = Open();
        var kept = await receiver.SubscribeAsync(again, HookAddress, [.. made.Select(one => one with { Secret = null })], TestToken);
        Assert.Equal(made.Select(one => one.Id).Order(), kept.Select(one => one.Id).Order());
        await receiver.UnsubscribeAsync(again, HookAddress, kept, TestToken);
        await receiver.UnsubscribeAsync(again, HookAddress, kept, TestToken);
    }
}
