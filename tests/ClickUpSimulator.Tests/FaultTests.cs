using System.Net;
using ClickUpSimulator.Faults;
using Microsoft.Extensions.Time.Testing;

namespace ClickUpSimulator.Tests;

public sealed class FaultTests
{
    [Fact]
    public async Task The_next_calls_fail_and_then_no_more()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        host.Faults.Add(new Fault { Kind = FaultKind.Status, StatusCode = 503, Times = 2, Skip = 1 });

        Assert.Equal([200, 503, 503, 200], await StatusesAsync(api, 4));
        Assert.Equal(2, host.Faults.Hits);
        Assert.Empty(host.Faults.Active);
    }

    [Fact]
    public async Task A_share_of_the_calls_fails()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        host.Faults.Add(new Fault { Kind = FaultKind.Status, Share = 0.25 });

        Assert.Equal(3, (await StatusesAsync(api, 12)).Count(status => status == 500));
        host.Faults.Clear();
        Assert.All(await StatusesAsync(api, 4), status => Assert.Equal(200, status));
    }

    [Fact]
    public async Task A_fault_can_be_for_a_path_and_a_token()
    {
        await using var host = await Start.SimulatorAsync();
        using var owner = new ApiClient(host);
        using var member = new ApiClient(host, host.Tokens.Member);
        host.Faults.Add(new Fault { Kind = FaultKind.Status, PathPrefix = "/api/v2/team", Token = "member" });

        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync("v2/team")).Status);
        Assert.Equal(HttpStatusCode.OK, (await member.GetAsync("v2/user")).Status);
        Assert.Equal(HttpStatusCode.InternalServerError, (await member.GetAsync("v2/team")).Status);
    }

    [Fact]
    public async Task Html_comes_with_200()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        host.Faults.Add(new Fault { Kind = FaultKind.Html });

        var answer = await api.GetAsync("v2/user");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("text/html", answer.Message.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_cut_off_body_declares_more_than_it_sends()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        host.Faults.Add(new Fault { Kind = FaultKind.CutOff, Times = 1 });

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => api.GetAsync("v2/team"));

        Assert.True(failure.InnerException is HttpIOException or IOException, failure.ToString());
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("v2/team")).Status);
        Assert.Equal(2, host.Statistics.Read().ByStatus[200]);
    }

    [Fact]
    public async Task A_reset_gives_no_answer_and_is_counted()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        host.Faults.Add(new Fault { Kind = FaultKind.Reset, PathPrefix = "/api/v2/user" });

        await Assert.ThrowsAsync<HttpRequestException>(() => api.GetAsync("v2/user"));

        Assert.True(host.Statistics.Read().ByStatus[0] >= 1);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("v2/team")).Status);
    }

    [Fact]
    public async Task A_slow_answer_waits_for_its_delay_on_the_simulators_clock()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 10, 5, 12, 0, 0, TimeSpan.Zero));
        await using var host = await Start.SimulatorAsync(clock: clock);
        using var api = new ApiClient(host);
        host.Faults.Add(new Fault { Kind = FaultKind.Slow, Delay = TimeSpan.FromMinutes(1), PathPrefix = "/api/v2/user" });

        var waiting = api.GetAsync("v2/user");
        while (host.Faults.Hits == 0)
            await Task.Yield();
        // A call behind it is answered at once, so the first is held by its own delay alone.
        await api.GetAsync("v2/team");
        Assert.False(waiting.IsCompleted);
        while (!waiting.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            await api.GetAsync("v2/team");
        }

        Assert.Equal(HttpStatusCode.OK, (await waiting).Status);
        Assert.True(host.Statistics.Read().MaxInFlight >= 2);
    }

    [Fact]
    public async Task A_repeated_page_is_the_one_before()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        var path = $"v2/team/{host.World.Workspaces[0].Id}/task?include_closed=true&subtasks=true&page=";
        host.Faults.Add(new Fault { Kind = FaultKind.RepeatPage, Times = 1 });

        var first = (await api.GetAsync(path + "0")).Ids("tasks");
        var repeated = (await api.GetAsync(path + "1")).Ids("tasks");
        var second = (await api.GetAsync(path + "1")).Ids("tasks");

        Assert.Equal(first, repeated);
        Assert.Empty(first.Intersect(second));
    }

    [Fact]
    public async Task A_429_can_come_without_headers_and_is_counted()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        host.Faults.Add(new Fault { Kind = FaultKind.RateLimitedWithoutHeaders, Times = 1 });

        var answer = await api.GetAsync("v2/user");

        Assert.Equal((HttpStatusCode.TooManyRequests, "APP_002"), (answer.Status, answer.Code));
        Assert.DoesNotContain(answer.Message.Headers, header => header.Key.StartsWith("X-RateLimit", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(1, host.Statistics.Refused);
    }

    [Fact]
    public async Task Faults_are_set_and_cleared_through_admin()
    {
        await using var host = await Start.SimulatorAsync();
        using var api = new ApiClient(host);
        var faults = new Uri(host.AdminAddress, "faults");

        await api.PostAsync(faults, """{"kind":"tokenRevoked","pathPrefix":"/api/v2/user"}""");
        Assert.Equal("OAUTH_025", (await api.GetAsync("v2/user")).Code);
        await api.DeleteAsync(faults);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("v2/user")).Status);

        var mistake = await api.PostAsync(faults, """{"kind":"status","share":7}""");
        Assert.Equal(HttpStatusCode.BadRequest, mistake.Status);
        var misspelt = await api.PostAsync(faults, """{"kind":"status","tims":7}""");
        Assert.Equal(HttpStatusCode.BadRequest, misspelt.Status);
    }

    private static async Task<List<int>> StatusesAsync(ApiClient api, int calls)
    {
        var statuses = new List<int>();
        for (var call = 0; call < calls; call++)
            statuses.Add((int)(await api.GetAsync("v2/user")).Status);
        return statuses;
    }
}
