using ClickUpSimulator;
using ClickUpSimulator.Worlds;
using Microsoft.Extensions.Time.Testing;

namespace BlinkSaaS.Sources.ClickUp.Tests;

/// <summary>Everybody's time, of all times, and not only the caller's last thirty days.</summary>
public sealed class TimeEntryTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 9, 2, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task An_owner_reads_the_time_of_everybody_since_ever()
    {
        await using var simulator = await StartAsync();
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock);
        await pulled.PullAsync(full: false, "time_entries");
        pulled.AssertStreamIsTruth("time_entries");
        Assert.True(pulled["time_entries"].Values.Select(e => e.Cells["user_id"]).Distinct().Count() > 3);
        Assert.Contains(pulled["time_entries"].Values, e => e.Cells["running"] is true && !e.Cells.ContainsKey("duration"));
        Assert.Empty(pulled.Warnings);
    }

    [Fact]
    public async Task Who_may_see_only_their_own_time_is_told_so()
    {
        await using var simulator = await StartAsync();
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Member, _clock);
        await pulled.PullAsync(full: false, "time_entries");
        pulled.AssertStreamIsTruth("time_entries");
        Assert.Contains(pulled.Warnings, w => w.Contains("owners and admins", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_edit_of_old_time_is_found_when_its_quarter_comes_round_and_no_window_is_read_twice_in_a_pull()
    {
        await using var simulator = await StartAsync();
        using var pulled = new PulledRecords(simulator, simulator.Tokens.Owner, _clock);
        await pulled.PullAsync(full: false, "time_entries");
        var windows = simulator.Statistics.Calls;
        var oldest = pulled["time_entries"].Values.MinBy(e => (DateTimeOffset)e.Cells["start"]!)!;
        simulator.Mutate.UpdateTimeEntry((string)oldest.Cells["id"]!, "Corrected");
        for (var round = 0; round < windows; round++)
        {
            simulator.Statistics.Reset();
            _clock.Advance(TimeSpan.FromMinutes(15));
            await pulled.PullAsync(full: false, "time_entries");
            Assert.InRange(simulator.Statistics.Calls, 3, 2 + 2 * simulator.World.Workspaces.Count);
        }

        pulled.AssertStreamIsTruth("time_entries");
    }

    [Fact]
    public async Task Windows_cover_all_time_once()
    {
        using var team = System.Text.Json.JsonDocument.Parse("""{"id":"1","members":[{"user":{"id":1,"role":1,"date_joined":"1700000000000"}},{"user":{"id":2,"role":3,"date_joined":"1600000000000"}}]}""");
        var now = _clock.GetUtcNow();
        var windows = await ReadWindowsAsync(team.RootElement, now);
        Assert.Equal(1, windows[0].From);
        Assert.All(windows.Zip(windows.Skip(1)), pair => Assert.Equal(pair.First.To + 1, pair.Second.From));
        Assert.True(windows[^1].To > now.AddYears(5).ToUnixTimeMilliseconds());
        Assert.InRange(windows.Count, 20, 30);
    }

    private static async Task<List<(long From, long To)>> ReadWindowsAsync(System.Text.Json.JsonElement team, DateTimeOffset now)
    {
        using var api = new ScriptedApi()
            .On("user", """{"user":{"id":1}}""")
            .On("team/1/time_entries", """{"data":[]}""")
            .On("team", $$"""{"teams":[{{team.GetRawText()}}]}""");
        api.Now = now;
        await ErrorTests.ReadAsync(api, "time_entries", new Partition("1", "Acme"));
        return [.. api.Requests.Select(r => r.RequestUri!.Query).Where(q => q.Contains("start_date", StringComparison.Ordinal)).Select(q =>
        {
            var parts = q.TrimStart('?').Split('&').Select(p => p.Split('=')).ToDictionary(p => p[0], p => p[1]);
            return (long.Parse(parts["start_date"], System.Globalization.CultureInfo.InvariantCulture), long.Parse(parts["end_date"], System.Globalization.CultureInfo.InvariantCulture));
        })];
    }

    private Task<SimulatorHost> StartAsync() => SimulatorHost.StartAsync(
        new SimulatorOptions { World = WorldOptions.Small, RateLimit = Worlds.NoLimit, Clock = _clock }, TestContext.Current.CancellationToken);
}
