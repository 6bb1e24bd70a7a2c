using System.Text;
using ClickUpSimulator;
using ClickUpSimulator.Worlds;

namespace BlinkSaaS.Sources.ClickUp.Tests;

/// <summary>Webhooks of ClickUp: made, kept and removed in the fewest calls, and what their events are about.</summary>
public sealed class WebhookTests
{
    private static readonly Uri Address = new("http://127.0.0.1:9/hooks/clickup/abc");

    [Fact]
    public async Task There_is_one_for_each_ClickUp_Workspace_and_a_check_that_finds_them_changes_nothing()
    {
        await using var simulator = await StartAsync();
        using var sessions = new ClickUpSessions(simulator.BaseAddress, TimeProvider.System);
        var made = await SubscribeAsync(sessions, simulator, []);
        Assert.Equal(simulator.World.Workspaces.Select(w => w.Id).Order(), made.Select(one => one.Scope).Order());
        Assert.Equal(simulator.Webhooks.All.Select(hook => hook.Secret).Order(), made.Select(one => one.Secret).Order());

        simulator.Statistics.Reset();
        var kept = await SubscribeAsync(sessions, simulator, [.. made.Select(one => one with { Secret = null })]);
        Assert.Equal(made.Select(one => one.Id), kept.Select(one => one.Id));
        Assert.All(kept, one => Assert.Null(one.Secret));
        Assert.Equal(1 + simulator.World.Workspaces.Count, simulator.Statistics.Calls);
    }

    [Fact]
    public async Task What_ClickUp_suspended_is_made_anew_and_the_others_stay()
    {
        await using var simulator = await StartAsync();
        using var sessions = new ClickUpSessions(simulator.BaseAddress, TimeProvider.System);
        var made = await SubscribeAsync(sessions, simulator, []);
        simulator.Webhooks.Suspend(made[0].Id);
        var renewed = await SubscribeAsync(sessions, simulator, [.. made.Select(one => one with { Secret = null })]);

        Assert.NotEqual(made[0].Id, renewed[0].Id);
        Assert.NotNull(renewed[0].Secret);
        Assert.Equal(made[1].Id, renewed[1].Id);
        Assert.Equal(made.Count, simulator.Webhooks.All.Count);
        Assert.All(simulator.Webhooks.All, hook => Assert.Equal("active", hook.Status));
    }

    [Fact]
    public async Task Removed_none_is_left_of_this_address_and_those_of_others_are_untouched()
    {
        await using var simulator = await StartAsync();
        using var sessions = new ClickUpSessions(simulator.BaseAddress, TimeProvider.System);
        await SubscribeAsync(sessions, simulator, []);
        var other = new Uri("http://127.0.0.1:9/hooks/clickup/other");
        await SubscribeAsync(sessions, simulator, [], other);
        using var session = sessions.Open(simulator.Tokens.Owner);
        await ((IReceivesWebhooks)session.Source).UnsubscribeAsync(session, Address, [], TestContext.Current.CancellationToken);

        Assert.NotEmpty(simulator.Webhooks.All);
        Assert.All(simulator.Webhooks.All, hook => Assert.Equal(other, hook.Endpoint));
    }

    [Fact]
    public async Task A_dead_token_is_a_rejected_credential()
    {
        await using var simulator = await StartAsync();
        using var sessions = new ClickUpSessions(simulator.BaseAddress, TimeProvider.System);
        using var session = sessions.Open(simulator.Tokens.Revoked);
        await Assert.ThrowsAsync<CredentialRejectedException>(() => ((IReceivesWebhooks)session.Source).SubscribeAsync(session, Address, [], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("{\"event\":\"taskUpdated\",\"task_id\":\"86a\"}", "tasks", null)]
    [InlineData("{\"event\":\"taskMoved\",\"task_id\":\"86a\"}", "tasks", null)]
    [InlineData("{\"event\":\"taskDeleted\",\"task_id\":\"86a\"}", null, "86a")]
    [InlineData("{\"event\":\"taskDeleted\"}", null, null)]
    [InlineData("{\"event\":\"listUpdated\",\"list_id\":\"1\"}", null, null)]
    [InlineData("{\"event\":7}", null, null)]
    [InlineData("[1]", null, null)]
    [InlineData("no JSON", null, null)]
    [InlineData("", null, null)]
    public void An_event_says_what_to_look_at(string body, string? changed, string? gone)
    {
        var work = new ClickUpSource().Read(new WebhookDelivery { Body = Encoding.UTF8.GetBytes(body) });
        Assert.Equal(changed is null ? [] : [changed], work.Changed);
        Assert.Equal(gone is null ? [] : [gone], work.Gone.Select(one => one.Key[0]));
    }

    private static async Task<IReadOnlyList<WebhookSubscription>> SubscribeAsync(
        ClickUpSessions sessions, SimulatorHost simulator, IReadOnlyList<WebhookSubscription> known, Uri? address = null)
    {
        using var session = sessions.Open(simulator.Tokens.Owner);
        return await ((IReceivesWebhooks)session.Source).SubscribeAsync(session, address ?? Address, known, TestContext.Current.CancellationToken);
    }

    private static Task<SimulatorHost> StartAsync() => SimulatorHost.StartAsync(
        new SimulatorOptions { World = WorldOptions.Small with { ClickUpWorkspaces = 2 }, RateLimit = Worlds.NoLimit }, TestContext.Current.CancellationToken);
}
