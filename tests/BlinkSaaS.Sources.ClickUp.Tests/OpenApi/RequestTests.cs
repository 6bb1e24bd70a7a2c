using ClickUpSimulator;
using ClickUpSimulator.Mutations;
using ClickUpSimulator.Worlds;
using Microsoft.Extensions.Time.Testing;

namespace BlinkSaaS.Sources.ClickUp.Tests.OpenApi;

/// <summary>Every request of whole pulls is one that ClickUp's own documents allow.</summary>
public sealed class RequestTests
{
    private static readonly RequestRules Rules = new();
    private static readonly Uri Hook = new("http://127.0.0.1:9/hooks/clickup/abc");

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 9, 2, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Every_request_of_all_streams_satisfies_the_documents()
    {
        await using var simulator = await SimulatorHost.StartAsync(
            new SimulatorOptions { World = WorldOptions.Small with { TasksPerList = 9 }, RateLimit = Worlds.NoLimit, Clock = _clock }, TestContext.Current.CancellationToken);
        foreach (var token in (string[])[simulator.Tokens.Owner, simulator.Tokens.Member, simulator.Tokens.Guest])
        {
            using var sessions = new ClickUpSessions(simulator.BaseAddress, _clock);
            using (var session = sessions.Open(token))
            {
                await session.Source.CheckAsync(session, TestContext.Current.CancellationToken);
                await ((IReceivesWebhooks)session.Source).SubscribeAsync(session, Hook, [], TestContext.Current.CancellationToken);
                await ((IReceivesWebhooks)session.Source).UnsubscribeAsync(session, Hook, [], TestContext.Current.CancellationToken);
            }

            using var pulled = new PulledRecords(simulator, token, _clock) { EveryStream = true };
            await pulled.PullAsync();
            simulator.Mutate.Random(new RandomChanges { Updates = 5, Creates = 2 });
            _clock.Advance(TimeSpan.FromHours(7));
            await pulled.PullAsync();
        }

        Assert.Equal(simulator.Statistics.Calls, simulator.Statistics.Recent.Count);
        Assert.All(simulator.Statistics.Recent, call => Assert.NotNull(call.Token));
        var mistakes = simulator.Statistics.Recent.SelectMany(call => Rules.Check(call.Method, call.PathAndQuery, call.ContentType).Select(m => $"{m}: {call.PathAndQuery}")).Distinct().ToList();
        Assert.True(mistakes.Count == 0, string.Join('\n', mistakes.Take(20)));
    }

    [Theory]
    [InlineData("/api/v2/team/x/space?archived=true", "team_id is 'x' and must be number")]
    [InlineData("/api/v2/team/1/space?archived=yes", "archived is 'yes' and must be boolean")]
    [InlineData("/api/v2/team/1/spaces", "is not in the documents")]
    [InlineData("/api/v2/group", "team_id is missing")]
    [InlineData("/api/v2/team/1/task?assignees=5", "assignees is not a parameter")]
    [InlineData("/api/v3/workspaces/1/docs?limit=500", "out of 10 to 100")]
    [InlineData("/api/v3/workspaces/1/docs/2/pages?content_format=html", "none of")]
    public void A_request_that_the_documents_forbid_is_noticed(string request, string mistake) =>
        Assert.Contains(Rules.Check("GET", request, "application/json"), found => found.Contains(mistake, StringComparison.Ordinal));

    [Fact]
    public void A_missing_content_type_is_noticed() =>
        Assert.Contains("Content-Type is not application/json", Rules.Check("GET", "/api/v2/space/1/tag", null));
}
