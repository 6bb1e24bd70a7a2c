extern alias simulator;

using System.Net;
using BlinkSaaS.Web.Tests.Connections;
using simulator::ClickUpSimulator.Hooks;

namespace BlinkSaaS.Web.Tests.Hooks;

/// <summary>Events of a source: from the switch to the small pull, and everything that must not happen.</summary>
public sealed class WebhookTests(WebhookHost host) : IClassFixture<WebhookHost>
{
    [Fact]
    public async Task Switched_on_there_is_one_for_each_ClickUp_Workspace_and_switched_off_none()
    {
        var (actor, id) = await ConnectedAsync();
        var hook = await SwitchOnAsync(actor, id);
        Assert.Matches(@"Registered\s+1\s+webhook", (await actor.OpenAsync(Page(actor, id))).Text);
        Assert.Contains("taskDeleted", hook.Events);
        var stored = await host.ValueAsync<byte[]>("SELECT subscriptions FROM connection_webhooks WHERE address = $1", hook.Endpoint.Segments[^1]);
        Assert.DoesNotContain(hook.Secret, System.Text.Encoding.Latin1.GetString(stored), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Redirect, (await actor.PostAsync(Page(actor, id), new() { ["on"] = "false" })).Status);
        Assert.Empty(await host.HooksAsync(id));
        Assert.Equal(HttpStatusCode.Gone, await host.DeliverAsync(hook, "taskUpdated", "x"));
    }

    [Fact]
    public async Task An_event_brings_what_changed_in_a_small_pull_and_the_regular_one_comes_when_it_would_have()
    {
        var (actor, id) = await ConnectedAsync();
        var hook = await SwitchOnAsync(actor, id);
        var task = host.ClickUp.World.Tasks.First();
        host.ClickUp.Mutate.UpdateTask(task.Id, $"Renamed for {id}");
        var regular = await NextAsync(id);
        Assert.Equal(HttpStatusCode.OK, await host.DeliverAsync(hook, "taskUpdated", task.Id));
        await host.PullSoonAsync(id);

        var pull = (await host.PullsAsync(id))[^1];
        Assert.Equal(("webhook", "done"), (pull[1], pull[2]));
        Assert.True((long)pull[3]! is >= 1 and <= 4, $"{pull[3]} calls");
        Assert.True((long)pull[4]! >= 1);
        Assert.Contains($"Renamed for {id}", (await actor.OpenAsync($"{actor.Data(id)}/tasks?q=Renamed")).Text, StringComparison.Ordinal);
        Assert.Equal(["tasks"], (await StreamsAsync(id)).Select(row => row[0]));
        Assert.Equal(regular, await NextAsync(id));
        Assert.Equal(0L, await ToldAsync(id));
    }

    [Fact]
    public async Task A_deleted_task_is_marked_at_once_and_one_that_is_still_there_is_not()
    {
        var (actor, id) = await ConnectedAsync();
        var hook = await SwitchOnAsync(actor, id);
        var (gone, there) = (host.ClickUp.Mutate.CreateTask(host.ClickUp.World.Lists.First(list => !list.IsUnderArchive).Id, "Short-lived"), host.ClickUp.World.Tasks.First());
        await host.PullSoonAsync(id);
        host.ClickUp.Mutate.DeleteTask(gone.Id);
        Assert.Equal(HttpStatusCode.OK, await host.DeliverAsync(hook, "taskDeleted", gone.Id));
        // Somebody repeats an old event: the task was restored since.
        Assert.Equal(HttpStatusCode.OK, await host.DeliverAsync(hook, "taskDeleted", there.Id));
        await host.PullSoonAsync(id);

        var pull = (await host.PullsAsync(id))[^1];
        Assert.Equal(("webhook", "done", 1L), (pull[1], pull[2], pull[5]));
        Assert.Equal([there.Id], await LivingAsync(id, gone.Id, there.Id));
    }

    [Fact]
    public async Task What_is_unknown_and_what_is_not_signed_is_answered_the_same_and_does_nothing()
    {
        var (actor, id) = await ConnectedAsync();
        var hook = await SwitchOnAsync(actor, id);
        const string Body = "{\"event\":\"taskUpdated\",\"task_id\":\"x\"}";
        Assert.Equal(HttpStatusCode.Gone, await host.SendAsync(hook.Endpoint.AbsolutePath, Body, "another secret"));
        Assert.Equal(HttpStatusCode.Gone, await host.SendAsync($"/hooks/clickup/{new string('a', 32)}", Body, hook.Secret));
        Assert.Equal(HttpStatusCode.Gone, await host.SendAsync("/hooks/clickup/short", Body, hook.Secret));
        Assert.Equal(HttpStatusCode.Gone, await host.SendAsync(hook.Endpoint.AbsolutePath.Replace("clickup", "other", StringComparison.Ordinal), Body, hook.Secret));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await host.SendAsync(hook.Endpoint.AbsolutePath, new string('x', 1024 * 1024 + 1), hook.Secret));
        Assert.Equal(HttpStatusCode.OK, await host.SendAsync(hook.Endpoint.AbsolutePath, "no JSON", hook.Secret));

        Assert.Equal(0L, await ToldAsync(id));
        Assert.Single(await host.PullsAsync(id));
    }

    [Fact]
    public async Task A_flood_comes_to_one_small_pull()
    {
        var (actor, id) = await ConnectedAsync();
        var hook = await SwitchOnAsync(actor, id);
        await Task.WhenAll(Enumerable.Range(0, 60).Select(n => host.DeliverAsync(hook, "taskUpdated", $"task{n % 7}")));

        Assert.Equal(1L, await ToldAsync(id));
        Assert.Equal("webhook", Assert.Single((await host.PullsAsync(id)).Skip(1))[1]);
        await host.PullSoonAsync(id);
        await host.DeliverAsync(hook, "taskUpdated", "task1");
        // The next one waits its time after the one before.
        var key = await host.KeyAsync(id);
        Assert.True(await host.ValueAsync<bool>("SELECT next_pull_at > now() + interval '5 s' FROM pulls.schedules WHERE workspace_id = $1 AND connection_id = $2", key.WorkspaceId, key.ConnectionId));
    }

    [Fact]
    public async Task Events_of_a_stream_that_is_not_pulled_come_to_nothing()
    {
        var (actor, id) = await ConnectedAsync();
        var hook = await SwitchOnAsync(actor, id);
        await host.RowsAsync("UPDATE connections SET settings = settings || '{\"$streams\": \"members\"}' WHERE public_id = $1", id);
        await host.DeliverAsync(hook, "taskUpdated", "x");
        await host.PullSoonAsync(id);

        Assert.Equal(("webhook", "done", 0L), ((await host.PullsAsync(id))[^1][1], (await host.PullsAsync(id))[^1][2], (await host.PullsAsync(id))[^1][3]));
        Assert.Equal(0L, await ToldAsync(id));
    }

    [Fact]
    public async Task What_no_event_told_is_found_by_the_regular_pull()
    {
        var (actor, id) = await ConnectedAsync();
        await SwitchOnAsync(actor, id);
        host.ClickUp.Mutate.UpdateTask(host.ClickUp.World.Tasks.Last().Id, $"Missed for {id}");
        Assert.Equal(0L, await ToldAsync(id));
        var key = await host.KeyAsync(id);
        await host.RowsAsync("UPDATE pulls.schedules SET next_pull_at = now() WHERE workspace_id = $1 AND connection_id = $2", key.WorkspaceId, key.ConnectionId);
        await host.PullAsync(id);

        Assert.Equal(("schedule", "done"), ((await host.PullsAsync(id))[^1][1], (await host.PullsAsync(id))[^1][2]));
        Assert.Contains($"Missed for {id}", (await actor.OpenAsync($"{actor.Data(id)}/tasks?q=Missed")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_now_makes_a_whole_pull_of_a_small_one_that_waits()
    {
        var (actor, id) = await ConnectedAsync();
        var hook = await SwitchOnAsync(actor, id);
        await host.DeliverAsync(hook, "taskUpdated", "x");
        await actor.PostAsync($"{actor.Page(id)}?handler=Pull");
        await host.PullAsync(id);

        Assert.Equal(("person", "done"), ((await host.PullsAsync(id))[^1][1], (await host.PullsAsync(id))[^1][2]));
        Assert.True((await StreamsAsync(id)).Count > 1);
    }

    [Fact]
    public async Task One_that_ClickUp_suspended_is_noticed_and_renewed()
    {
        var (actor, id) = await ConnectedAsync();
        var hook = await SwitchOnAsync(actor, id);
        host.ClickUp.Webhooks.Suspend(hook.Id);
        await host.RowsAsync("UPDATE connection_webhooks SET next_check_at = now() WHERE address = $1", hook.Endpoint.Segments[^1]);
        await host.KeepAsync(connection: null);

        var renewed = Assert.Single(await host.HooksAsync(id));
        Assert.Equal("active", renewed.Status);
        Assert.Equal(HttpStatusCode.OK, await host.DeliverAsync(renewed, "taskUpdated", "x"));
    }

    [Fact]
    public async Task A_check_that_finds_all_well_changes_nothing()
    {
        var (actor, id) = await ConnectedAsync();
        var hook = await SwitchOnAsync(actor, id);
        await host.KeepAsync(id);

        Assert.Equal(hook.Id, Assert.Single(await host.HooksAsync(id)).Id);
        Assert.Equal(HttpStatusCode.OK, await host.DeliverAsync(hook, "taskUpdated", "x"));
    }

    [Fact]
    public async Task Paused_it_has_none_and_resumed_one_again()
    {
        var (actor, id) = await ConnectedAsync();
        await SwitchOnAsync(actor, id);
        await actor.PostAsync($"{actor.Page(id)}?handler=Pause");
        await host.KeepAsync(id);
        Assert.Empty(await host.HooksAsync(id));
        // It may go on by itself, so it is looked after.
        Assert.True(await host.ValueAsync<bool>("SELECT next_check_at > now() FROM connection_webhooks w JOIN connections c ON (c.workspace_id, c.id) = (w.workspace_id, w.connection_id) WHERE c.public_id = $1", id));
        await actor.PostAsync($"{actor.Page(id)}?handler=Resume");
        await host.KeepAsync(id);
        Assert.Single(await host.HooksAsync(id));
    }

    [Fact]
    public async Task Deleted_it_has_none()
    {
        var (actor, id) = await ConnectedAsync();
        var hook = await SwitchOnAsync(actor, id);
        await actor.ChangeAsync(id, "Delete", new() { ["Confirm"] = "Client work" });

        Assert.DoesNotContain(host.ClickUp.Webhooks.All, one => one.Id == hook.Id);
        Assert.Equal(HttpStatusCode.Gone, await host.DeliverAsync(hook, "taskUpdated", "x"));
    }

    [Fact]
    public async Task Who_may_make_none_is_told_so_and_pulls_go_on()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var id = await actor.ConnectAsync("Client work", host.ClickUp.Tokens.Revocable);
        host.ClickUp.Tokens.Revoke("revocable");
        await actor.PostAsync(Page(actor, id), new() { ["on"] = "true" });
        host.ClickUp.Tokens.Restore("revocable");

        var page = await actor.OpenAsync(Page(actor, id));
        Assert.Contains("Token invalid", page.Text, StringComparison.Ordinal);
        Assert.Contains("Pulls by the clock go on", page.Text, StringComparison.Ordinal);
    }

    private async Task<(Actor Actor, string Id)> ConnectedAsync()
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var id = await actor.ConnectAsync("Client work", host.ClickUp.Tokens.Owner);
        await host.PullAsync(id);
        return (actor, id);
    }

    private async Task<Webhook> SwitchOnAsync(Actor actor, string id)
    {
        Assert.Equal(HttpStatusCode.Redirect, (await actor.PostAsync(Page(actor, id), new() { ["on"] = "true" })).Status);
        return Assert.Single(await host.HooksAsync(id));
    }

    private static string Page(Actor actor, string id) => $"{actor.Page(id)}/webhooks";

    private async Task<DateTime> NextAsync(string id)
    {
        var key = await host.KeyAsync(id);
        return await host.ValueAsync<DateTime>("SELECT coalesce(regular_at, next_pull_at) FROM pulls.schedules WHERE workspace_id = $1 AND connection_id = $2", key.WorkspaceId, key.ConnectionId);
    }

    private async Task<long> ToldAsync(string id)
    {
        var key = await host.KeyAsync(id);
        return await host.ValueAsync<long>("SELECT count(*) FROM pulls.told WHERE workspace_id = $1 AND connection_id = $2", key.WorkspaceId, key.ConnectionId);
    }

    /// <summary>Streams of the last pull.</summary>
    private async Task<List<object?[]>> StreamsAsync(string id)
    {
        var key = await host.KeyAsync(id);
        return await host.RowsAsync("SELECT name FROM pulls.pull_streams WHERE workspace_id = $1 AND connection_id = $2 AND number = (SELECT max(number) FROM pulls.pulls WHERE workspace_id = $1 AND connection_id = $2)", key.WorkspaceId, key.ConnectionId);
    }

    private async Task<List<string>> LivingAsync(string id, params string[] tasks)
    {
        var key = await host.KeyAsync(id);
        return [.. (await host.RowsAsync("SELECT key FROM pulls.records WHERE workspace_id = $1 AND connection_id = $2 AND key = ANY($3) ORDER BY key", key.WorkspaceId, key.ConnectionId, tasks)).Select(row => (string)row[0]!)];
    }
}
