using System.Net;
using ClickUpSimulator.Limits;
using Microsoft.Extensions.Time.Testing;

namespace ClickUpSimulator.Tests;

public sealed class RateLimitTests
{
    private static readonly DateTimeOffset Noon = new(2026, 10, 5, 12, 0, 20, TimeSpan.Zero);

    private readonly FakeTimeProvider clock = new(Noon);

    [Theory]
    [InlineData(WindowKind.Fixed)]
    [InlineData(WindowKind.Aligned)]
    [InlineData(WindowKind.Sliding)]
    public async Task Exactly_the_limit_is_allowed_and_every_refusal_is_counted(WindowKind kind)
    {
        await using var host = await StartAsync(kind, limit: 5);
        using var api = new ApiClient(host);

        var answers = new List<Answer>();
        for (var call = 0; call < 7; call++)
            answers.Add(await api.GetAsync("v2/user"));

        Assert.Equal([4, 3, 2, 1, 0, 0, 0], answers.Select(answer => answer.Header("X-RateLimit-Remaining")));
        Assert.All(answers, answer => Assert.Equal(5, answer.Header("X-RateLimit-Limit")));
        Assert.All(answers[..5], answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.All(answers[5..], answer => Assert.Equal((HttpStatusCode.TooManyRequests, "APP_002"), (answer.Status, answer.Code)));
        Assert.Equal("Rate limit reached", answers[6].Body.GetProperty("err").GetString());
        Assert.Equal(2, host.Statistics.Refused);
        Assert.Equal(2, host.Statistics.Read().RefusedByToken["owner"]);
    }

    [Fact]
    public async Task A_fixed_window_opens_with_the_first_call()
    {
        await using var host = await StartAsync(WindowKind.Fixed, limit: 2);
        using var api = new ApiClient(host);
        await api.GetAsync("v2/user");
        clock.Advance(TimeSpan.FromSeconds(59));
        var second = await api.GetAsync("v2/user");
        var refused = await api.GetAsync("v2/user");
        clock.Advance(TimeSpan.FromSeconds(1));
        var next = await api.GetAsync("v2/user");

        Assert.Equal(Seconds(60), second.Header("X-RateLimit-Reset"));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Equal(HttpStatusCode.OK, next.Status);
        Assert.Equal(1, next.Header("X-RateLimit-Remaining"));
        Assert.Equal(Seconds(120), next.Header("X-RateLimit-Reset"));
    }

    [Fact]
    public async Task An_aligned_window_ends_with_the_minute()
    {
        await using var host = await StartAsync(WindowKind.Aligned, limit: 1);
        using var api = new ApiClient(host);
        var first = await api.GetAsync("v2/user");
        clock.Advance(TimeSpan.FromSeconds(39.9));
        var refused = await api.GetAsync("v2/user");
        clock.Advance(TimeSpan.FromSeconds(0.1));
        var next = await api.GetAsync("v2/user");

        Assert.Equal(Seconds(40), first.Header("X-RateLimit-Reset"));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Equal(HttpStatusCode.OK, next.Status);
        Assert.Equal(Seconds(100), next.Header("X-RateLimit-Reset"));
    }

    [Fact]
    public async Task A_sliding_window_frees_one_call_after_the_other()
    {
        await using var host = await StartAsync(WindowKind.Sliding, limit: 2);
        using var api = new ApiClient(host);
        await api.GetAsync("v2/user");
        clock.Advance(TimeSpan.FromSeconds(30));
        var second = await api.GetAsync("v2/user");
        clock.Advance(TimeSpan.FromSeconds(30));
        var third = await api.GetAsync("v2/user");
        var refused = await api.GetAsync("v2/user");

        Assert.Equal(Seconds(60), second.Header("X-RateLimit-Reset"));
        Assert.Equal(HttpStatusCode.OK, third.Status);
        Assert.Equal(0, third.Header("X-RateLimit-Remaining"));
        Assert.Equal(Seconds(90), third.Header("X-RateLimit-Reset"));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
    }

    [Fact]
    public async Task Each_token_has_its_own_limit_settable_at_run_time()
    {
        await using var host = await StartAsync(WindowKind.Fixed, limit: 1);
        using var owner = new ApiClient(host);
        using var member = new ApiClient(host, host.Tokens.Member);
        await owner.GetAsync("v2/user");

        Assert.Equal(HttpStatusCode.OK, (await member.GetAsync("v2/user")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await owner.GetAsync("v2/user")).Status);
        await owner.PostAsync(new Uri(host.AdminAddress, "limits"), """{"token":"owner","limit":1000,"windowSeconds":10,"kind":"aligned"}""");
        var after = await owner.GetAsync("v2/user");

        Assert.Equal(1000, after.Header("X-RateLimit-Limit"));
        Assert.Equal(Seconds(10), after.Header("X-RateLimit-Reset"));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await member.GetAsync("v2/user")).Status);
        Assert.Equal("Business Plus", (await owner.GetAsync($"v2/team/{host.World.Workspaces[0].Id}/plan")).Body.GetProperty("plan_name").GetString());
    }

    [Fact]
    public async Task Other_use_of_a_token_takes_from_the_same_limit()
    {
        await using var host = await StartAsync(WindowKind.Fixed, limit: 10);
        using var api = new ApiClient(host);

        Assert.Equal(7, host.Limits.Spend("owner", 7));

        Assert.Equal(2, (await api.GetAsync("v2/user")).Header("X-RateLimit-Remaining"));
        Assert.Equal(2, host.Limits.Spend("owner", 7));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await api.GetAsync("v2/user")).Status);
    }

    [Fact]
    public async Task Headers_can_be_left_out_and_the_reset_cut_to_the_second_before()
    {
        clock.Advance(TimeSpan.FromMilliseconds(500));
        await using var host = await StartAsync(WindowKind.Fixed, limit: 10);
        using var api = new ApiClient(host);
        Assert.Equal(Seconds(61), (await api.GetAsync("v2/user")).Header("X-RateLimit-Reset"));

        host.Limits.SetAll(new RateLimitSettings { ResetRoundsUp = false });
        Assert.Equal(Seconds(60), (await api.GetAsync("v2/user")).Header("X-RateLimit-Reset"));

        host.Limits.SetAll(new RateLimitSettings { SendHeaders = false });
        Assert.False((await api.GetAsync("v2/user")).Message.Headers.Contains("X-RateLimit-Reset"));
    }

    [Fact]
    public async Task Admin_calls_are_neither_counted_nor_limited()
    {
        await using var host = await StartAsync(WindowKind.Fixed, limit: 1);
        using var api = new ApiClient(host);
        await api.GetAsync("v2/user");
        for (var call = 0; call < 5; call++)
            Assert.Equal(HttpStatusCode.OK, (await api.GetAsync(new Uri(host.AdminAddress, "statistics"))).Status);

        var statistics = host.Statistics.Read();
        Assert.Equal(1, statistics.Calls);
        Assert.Equal(1, statistics.ByPath["/api/v2/user"]);
        Assert.Equal(1, statistics.ByToken["owner"]);
        await api.PostAsync(new Uri(host.AdminAddress, "statistics/reset"), "");
        Assert.Equal(0, host.Statistics.Calls);
    }

    private static int Seconds(int afterNoon) => (int)Noon.ToUnixTimeSeconds() + afterNoon;

    private Task<SimulatorHost> StartAsync(WindowKind kind, int limit) =>
        Start.SimulatorAsync(clock: clock, limit: new RateLimitSettings { Limit = limit, Kind = kind });
}
