using System.Net;
using BlinkSaaS.Pulls;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BlinkSaaS.Web.Tests.Connections;

/// <summary>When a connection is pulled, who stops it, and what is said when it cannot go on.</summary>
public sealed class ScheduleTests(ConnectionHost host) : IClassFixture<ConnectionHost>
{
    [Fact]
    public async Task An_interval_or_a_cron_expression_is_chosen_and_the_next_pulls_are_shown()
    {
        var (actor, id) = await PulledAsync();
        Assert.Contains("Next pulls: ", (await actor.OpenAsync(actor.Settings(id))).Text, StringComparison.Ordinal);
        var hourly = await SaveAsync(actor, id, "900", "");
        Assert.Equal((HttpStatusCode.Redirect, actor.Settings(id)), (hourly.Status, hourly.Location));
        Assert.Contains("Every 15 minutes", (await actor.OpenAsync(actor.Page(id))).Text, StringComparison.Ordinal);
        Assert.Equal(900, await OfAsync<int>(id, "interval_seconds"));

        Assert.Equal(HttpStatusCode.Redirect, (await SaveAsync(actor, id, "cron", " 0 6 * * 1-5 ")).Status);
        Assert.Equal("0 6 * * 1-5 UTC", await OfAsync<string>(id, "cron || ' ' || time_zone"));
        Assert.Contains("0 6 * * 1-5 (UTC)", (await actor.OpenAsync(actor.Page(id))).Text, StringComparison.Ordinal);
        Assert.Contains("06:0", (await actor.OpenAsync(actor.Settings(id))).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cron", "* * * * *", "Pulls may be 15 minutes apart or more.")]
    [InlineData("cron", "tomorrow", "This is no cron expression.")]
    [InlineData("60", "", "Choose how often the connection is pulled.")]
    public async Task What_cannot_be_a_schedule_is_said_and_what_was_typed_stays(string every, string cron, string words)
    {
        var (actor, id) = await PulledAsync();
        var answer = await SaveAsync(actor, id, every, cron);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains(words, answer.Text, StringComparison.Ordinal);
        Assert.Contains($"value=\"{cron}\"", answer.Html, StringComparison.Ordinal);
        Assert.Equal(3600, await OfAsync<int>(id, "interval_seconds"));
    }

    [Fact]
    public async Task The_time_zone_of_the_workspace_moves_what_goes_by_the_clock_and_only_admins_change_it()
    {
        var (actor, id) = await PulledAsync();
        await SaveAsync(actor, id, "cron", "0 6 * * *");
        var url = $"/w/{actor.Place.Slug}/settings/time-zone";
        Assert.Contains("Only owners and admins", (await (await host.ActorAsync(actor.Place, MemberRole.Member)).OpenAsync(url)).Text, StringComparison.Ordinal);
        var admin = await host.ActorAsync(actor.Place, MemberRole.Owner);
        Assert.Contains("Choose a time zone", (await admin.PostAsync(url, new() { ["Zone"] = "Mars/Olympus" })).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await admin.PostAsync(url, new() { ["Zone"] = "Asia/Tokyo" })).Status);
        Assert.Equal("Asia/Tokyo", await OfAsync<string>(id, "time_zone"));
        Assert.Equal(21, await OfAsync<int>(id, "extract(hour FROM next_pull_at AT TIME ZONE 'UTC')::int"));
        Assert.Contains("Asia/Tokyo", (await actor.OpenAsync(actor.Settings(id))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_pull_is_cancelled_and_a_full_refresh_says_what_it_costs()
    {
        var (actor, id) = await PulledAsync();
        var page = await actor.OpenAsync(actor.Page(id));
        Assert.Contains("Full refresh", page.Text, StringComparison.Ordinal);
        Assert.Contains("again instead of what changed: about", page.Text, StringComparison.Ordinal);
        await actor.PostAsync($"{actor.Page(id)}?handler=Refresh");
        Assert.True(await host.ValueAsync<bool>("SELECT p.\"full\" FROM pulls.pulls p JOIN connections c ON (c.workspace_id, c.id) = (p.workspace_id, p.connection_id) WHERE c.public_id = $1 AND p.number = 2", id));
        Assert.Contains("Cancel pull", (await actor.OpenAsync(actor.Page(id))).Text, StringComparison.Ordinal);
        await actor.PostAsync($"{actor.Page(id)}?handler=Cancel");
        Assert.Equal("cancelled", await host.ValueAsync<string>("SELECT p.state FROM pulls.pulls p JOIN connections c ON (c.workspace_id, c.id) = (p.workspace_id, p.connection_id) WHERE c.public_id = $1 AND p.number = 2", id));
        Assert.Contains($"{actor.Name} cancelled it", (await actor.OpenAsync($"{actor.Page(id)}/pulls/2")).Text, StringComparison.Ordinal);
        Assert.True(await OfAsync<bool>(id, "next_pull_at > now() AND lease_until IS NULL"));
    }

    [Fact]
    public async Task A_clickup_that_is_away_is_shown_with_the_next_try_and_pauses_after_enough_of_them()
    {
        var (actor, id) = await PulledAsync();
        await host.RowsAsync("UPDATE pulls.schedules s SET failures = 28, next_pull_at = now() FROM connections c WHERE (c.workspace_id, c.id) = (s.workspace_id, s.connection_id) AND c.public_id = $1", id);
        await using (await ClickUpDown.BeginAsync(host))
        {
            await host.PullAsync(id);
            var away = await actor.OpenAsync(actor.Page(id));
            Assert.Contains("ClickUp cannot be reached", away.Text, StringComparison.Ordinal);
            Assert.Contains("Next try in", away.Text, StringComparison.Ordinal);
            await host.RowsAsync("UPDATE pulls.schedules s SET next_pull_at = now() FROM connections c WHERE (c.workspace_id, c.id) = (s.workspace_id, s.connection_id) AND c.public_id = $1", id);
            await host.PullAsync(id);
        }

        Assert.Equal("failures", await OfAsync<string>(id, "pause_reason"));
        Assert.Contains("Pulls are paused after 30", (await actor.OpenAsync(actor.Page(id))).Text, StringComparison.Ordinal);
        var email = await host.ValueAsync<string>("SELECT email FROM \"AspNetUsers\" WHERE id = $1", actor.Id);
        Assert.Contains("The last 30 pulls", (await host.MailAsync(email, "Client work is paused")).Text, StringComparison.Ordinal);

        await actor.PostAsync($"{actor.Page(id)}?handler=Pull");
        await host.PullAsync(id);
        Assert.True(await OfAsync<bool>(id, "NOT paused AND failures = 0"));
    }

    [Fact]
    public async Task A_rejected_token_stops_every_connection_that_has_it_before_it_calls_again()
    {
        var (actor, id) = await PulledAsync(host.ClickUp.Tokens.Revocable);
        var elsewhere = await host.ActorAsync(await host.PlaceAsync("Elsewhere"));
        var other = await elsewhere.ConnectAsync("Same token", host.ClickUp.Tokens.Revocable);
        host.ClickUp.Tokens.Revoke("revocable");
        try
        {
            await actor.PostAsync($"{actor.Page(id)}?handler=Pull");
            await host.PullAsync(id);
            Assert.Equal(("credential", "credential"), (await OfAsync<string>(id, "pause_reason"), await OfAsync<string>(other, "pause_reason")));
            var calls = host.ClickUp.Statistics.Calls;
            await host.PullAsync(other);
            Assert.Equal(calls, host.ClickUp.Statistics.Calls);
            var page = await elsewhere.OpenAsync(elsewhere.Page(other));
            Assert.Contains("does not accept this token any more", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("Client work", page.Text, StringComparison.Ordinal);
            var email = await host.ValueAsync<string>("SELECT email FROM \"AspNetUsers\" WHERE id = $1", elsewhere.Id);
            Assert.DoesNotContain("Client work", (await host.MailAsync(email, "Same token needs a new token")).Text, StringComparison.Ordinal);
        }
        finally
        {
            host.ClickUp.Tokens.Restore("revocable");
        }
    }

    [Fact]
    public async Task Without_the_beat_of_a_worker_for_a_minute_a_worker_is_not_ready()
    {
        var beats = host.Services.GetRequiredService<WorkerBeats>();
        var context = new HealthCheckContext { Registration = new HealthCheckRegistration("workers", new WorkersBeat(beats), HealthStatus.Unhealthy, null) };
        var check = new WorkersBeat(beats);
        Assert.Equal(HealthStatus.Unhealthy, (await check.CheckHealthAsync(context, TestContext.Current.CancellationToken)).Status);
        await beats.BeatAsync("a worker", TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(context, TestContext.Current.CancellationToken)).Status);
        await host.RowsAsync("UPDATE pulls.workers SET beat_at = now() - interval '61 seconds'");
        var silent = await check.CheckHealthAsync(context, TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Unhealthy, silent.Status);
        Assert.Contains("No worker has beaten for 6", silent.Description, StringComparison.Ordinal);
        await beats.LeaveAsync("a worker", TestContext.Current.CancellationToken);
        // A node that only serves pages is ready, and says that nothing is pulled.
        using var browser = host.Browse();
        Assert.Equal((HttpStatusCode.OK, "Degraded"), ((await browser.OpenAsync("/health/ready")).Status, (await browser.OpenAsync("/health/ready")).Html));
    }

    private async Task<(Actor Actor, string Id)> PulledAsync(string? token = null)
    {
        var actor = await host.ActorAsync(await host.PlaceAsync());
        var id = await actor.ConnectAsync("Client work", token ?? host.ClickUp.Tokens.Owner);
        await host.PullAsync(id);
        return (actor, id);
    }

    private static Task<PageAnswer> SaveAsync(Actor actor, string id, string every, string cron) =>
        actor.PostAsync($"{actor.Settings(id)}/schedule", new() { ["Every"] = every, ["Cron"] = cron });

    private Task<T> OfAsync<T>(string id, string what) => host.ValueAsync<T>(
        $"SELECT {what} FROM pulls.schedules s WHERE (workspace_id, connection_id) = (SELECT workspace_id, id FROM connections WHERE public_id = $1)", id);
}
