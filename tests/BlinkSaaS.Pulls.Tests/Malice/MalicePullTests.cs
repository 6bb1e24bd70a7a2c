using BlinkSaaS.Pulls.Tests.Compatibility;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Sessions;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Pulls.Tests.Malice;

/// <summary>Whatever a plugin does, its own pull fails with a reason, and a pull of another plugin beside it brings all its records.</summary>
public sealed class MalicePullTests(EngineDatabase database) : IClassFixture<EngineDatabase>
{
    [Theory]
    [InlineData("throws", "The flux is not coupled.")]
    [InlineData("blocks", "It neither answered nor called its API")]
    [InlineData("fails_fast", "Its process ended by itself")]
    [InlineData("exits", "Its process ended by itself (exit code 7).")]
    [InlineData("objects", "OutOfMemoryException")]
    [InlineData("memory", "It used more than 256 MB of memory.")]
    [InlineData("leaks", "It used more than 256 MB of memory.")]
    [InlineData("garbage", "It broke the rules of its pipe.")]
    [InlineData("nothing", "sent nothing where something was due")]
    [InlineData("huge", "larger than 15 MB")]
    [InlineData("many_columns", "more names than a stream can have columns")]
    [InlineData("elsewhere", "which is not among its hosts")]
    [InlineData("without_key", "without its key")]
    [InlineData("no_json", "that is no JSON")]
    [InlineData("large_checkpoint", "larger than 64 KB")]
    [InlineData("billion", "more than 20000 messages of 'billion' without a checkpoint")]
    public async Task Its_own_pull_fails_and_no_other(string malice, string reason)
    {
        using var api = new KeptApi();
        var catalog = BuiltPlugins.WithMalice(sandbox =>
        {
            // On a busy machine a process of low priority takes a while to begin.
            (sandbox.SilenceLimit, sandbox.HeapLimit, sandbox.MemoryLimit) = (TimeSpan.FromSeconds(45), 96L << 20, 256L << 20);
        });
        using var connections = new SourceConnections();
        var options = Options.Create(new SourcesOptions());
        var addresses = new SourceAddresses(options);
        addresses.Set("kept", api.Address);
        var sessions = new SourceSessions(catalog, addresses, connections, options, TimeProvider.System);
        using var malicious = new PullBench(database, sessions, pulls => pulls.MostWithoutCheckpoint = 20_000) { Credentials = Credentials("malicious"), Chosen = new HashSet<string> { malice } };
        using var kept = new PullBench(database, sessions) { Credentials = Credentials("kept") };
        var (bad, good) = (await database.AddAsync(), await database.AddAsync());

        var pulls = await Task.WhenAll(malicious.PullAsync(bad), kept.PullAsync(good));

        Assert.Equal(PullState.Failed, pulls[0].Pull.State);
        Assert.Contains(reason, pulls[0].Pull.Error, StringComparison.Ordinal);
        Assert.True(pulls[1].Pull.State == PullState.Done, pulls[1].Pull.Error);
        Assert.Equal(["a-0", "a-1", "b-0", "b-1"], (await kept.RecordsAsync(good, "items")).Select(row => row.Key).Order());
        foreach (var plugin in catalog.All)
            plugin.Dispose();
    }

    private static SourceCredentials Credentials(string source) => new()
    {
        SourceKey = source,
        Settings = new Dictionary<string, string> { ["region"] = "eu" },
        Secrets = new Dictionary<string, string> { ["token"] = "t_1" },
    };
}
