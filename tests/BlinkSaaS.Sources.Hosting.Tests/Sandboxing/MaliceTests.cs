using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Sandboxing;
using BlinkSaaS.Sources.Hosting.Tests.Support;

namespace BlinkSaaS.Sources.Hosting.Tests.Sandboxing;

/// <summary>Each of them ends its own read with a reason; the next session of the same plugin works.</summary>
public sealed class MaliceTests : IDisposable
{
    private readonly PluginSessions _sessions = new("Malicious", sandboxed: true, new Uri("http://127.0.0.1:9/v1/"), options =>
    {
        options.SilenceLimit = TimeSpan.FromSeconds(30); // a busy machine lets it begin late
        options.HeapLimit = 96L * 1024 * 1024;
        options.MemoryLimit = 256L * 1024 * 1024;
    });

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => _sessions.Dispose();

    [Theory]
    [InlineData("throws", "InvalidOperationException: The flux is not coupled.")]
    [InlineData("hangs", "It neither answered nor called its API for 30 seconds.")]
    [InlineData("blocks", "It neither answered nor called its API for 30 seconds.")]
    [InlineData("fails_fast", "Its process ended by itself (exit code ")]
    [InlineData("exits", "Its process ended by itself (exit code 7).")]
    [InlineData("overflows", "Its process ended by itself (exit code ")]
    [InlineData("objects", "OutOfMemoryException: ")]
    [InlineData("memory", "It used more than 256 MB of memory.")]
    [InlineData("garbage", "It broke the rules of its pipe. It wrote something that is no message.")]
    [InlineData("nothing", "InvalidOperationException: The source sent nothing where something was due.")]
    [InlineData("huge", "InvalidOperationException: The source sent something larger than 15 MB.")]
    [InlineData("many_columns", "It broke the rules of its pipe. It sent cells with more names than a stream can have columns.")]
    public async Task Ends_its_own_read_with_a_reason(string malice, string reason)
    {
        var (messages, problem) = await ReadAsync(malice);

        Assert.StartsWith(reason, Assert.IsType<PluginFailedException>(problem).Message, StringComparison.Ordinal);
        // What came before counts.
        Assert.StartsWith("begun", Assert.IsType<WarningMessage>(messages.FirstOrDefault()).Text, StringComparison.Ordinal);
        Assert.Equal(new WarningMessage("done"), (await ReadAsync("behaves")).Messages[1]);
    }

    [Fact]
    public async Task What_the_runtime_wrote_of_a_crash_is_kept_for_the_log()
    {
        var (_, problem) = await ReadAsync("fails_fast");
        Assert.Contains("The flux is not coupled.", problem!.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_host_is_never_called() =>
        Assert.IsType<RequestRefusedException>((await ReadAsync("elsewhere")).Problem);

    [Fact]
    public async Task A_million_lines_are_cut_to_what_a_person_can_read()
    {
        Assert.Equal(new WarningMessage("1,000,000 lines"), (await ReadAsync("logs")).Messages[1]);
        Assert.InRange(_sessions.Log.Count, 100, 2_000);
        Assert.Contains(_sessions.Log, line => line.Contains("lines were left out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_billion_rows_come_no_faster_than_they_are_taken_and_end_when_nobody_wants_more()
    {
        using var session = _sessions.Open();
        var taken = 0;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await foreach (var _ in session.Source.ReadAsync(session, Request("billion", null), Now))
            if (++taken == 200_000)
                break;
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 32 * 1024 * 1024);
    }

    [Fact]
    public async Task Cancelled_it_ends_at_once_whatever_the_plugin_thinks_of_it()
    {
        using var session = _sessions.Open();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Now);
        var started = Stopwatch.GetTimestamp();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var message in session.Source.ReadAsync(session, Request("does_not_stop", null), cancel.Token))
                await cancel.CancelAsync();
        });
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Two_thousand_requests_at_once_wait_for_their_turn()
    {
        await using var server = LoopbackServer.AnsweringJson("{}");
        using var sessions = new PluginSessions("Malicious", sandboxed: true, server.BaseAddress);
        var (messages, problem) = await ReadAsync("flood", null, sessions);
        Assert.Null(problem);
        Assert.Equal(new WarningMessage("2000 answers"), messages[1]);
    }

    [Theory]
    [InlineData(ConfinementKind.OwnUser)]
    [InlineData(ConfinementKind.SameUser)]
    public async Task It_has_no_network_no_variables_no_neighbours_and_a_low_priority(ConfinementKind kind)
    {
        SkipUnlessItCan(kind);
        using var sessions = new PluginSessions("Malicious", sandboxed: true, kind: kind);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var network = (await ReadAsync("network", $"{((IPEndPoint)listener.LocalEndpoint).Port}", sessions)).Messages[1];
        Assert.StartsWith("refused", Assert.IsType<WarningMessage>(network).Text, StringComparison.Ordinal);

        var surroundings = Assert.IsType<WarningMessage>((await ReadAsync("surroundings", null, sessions)).Messages[1]).Text.Split('\n');
        Assert.Equal("processes 1", surroundings[1]);
        Assert.Equal("priority 10", surroundings[2]);
        Assert.All(surroundings[3]["variables ".Length..].Split(','), name => Assert.StartsWith("DOTNET_", name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ConfinementKind.OwnUser, false)]
    [InlineData(ConfinementKind.OwnUser, true)]
    [InlineData(ConfinementKind.SameUser, true)]
    public async Task Files_of_the_host_are_out_of_its_reach(ConfinementKind kind, bool hidden)
    {
        SkipUnlessItCan(kind);
        var folder = Directory.CreateTempSubdirectory("keys");
        try
        {
            var key = Path.Combine(folder.FullName, "key");
            await File.WriteAllTextAsync(key, "the key", Now);
            using var sessions = new PluginSessions("Malicious", sandboxed: true, kind: kind, configure: options =>
            {
                if (hidden)
                    options.HiddenPaths.Add(folder.FullName);
            });
            Assert.StartsWith("refused", Assert.IsType<WarningMessage>((await ReadAsync("file", key, sessions)).Messages[1]).Text, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private void SkipUnlessItCan(ConfinementKind kind)
    {
        Assert.SkipUnless(_sessions.Launcher.Confinement.HasNoNetwork, _sessions.Launcher.Confinement.Reason ?? "");
        Assert.SkipWhen(kind == ConfinementKind.OwnUser && !Environment.IsPrivilegedProcess, "Only a superuser can start a process as another user.");
    }

    [Fact]
    public void Where_the_network_cannot_be_taken_the_operator_has_to_allow_it()
    {
        using var sessions = new PluginSessions("Good", sandboxed: true);
        var plain = new Confinement(ConfinementKind.ProcessOnly, "No.");
        Assert.False(new SandboxLauncher(sessions.Launcher.Options, plain).IsAllowed);
        var refused = Plugins(plain, allow: false);
        Assert.Equal(Hosting.Plugins.PluginStatus.NotSupported, refused.Status);
        Assert.Contains("AllowNetworkNotConfined", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(Hosting.Plugins.PluginStatus.Active, Plugins(plain, allow: true).Status);
    }

    private static Hosting.Plugins.SourcePlugin Plugins(Confinement confinement, bool allow) => Hosting.Plugins.SourcePlugin.LoadSandboxed(
        new SandboxLauncher(new SandboxOptions { Program = TestPlugins.Sandbox, AllowNetworkNotConfined = allow }, confinement),
        TestPlugins.PluginFolder("Good"), TimeSpan.FromSeconds(60), TimeProvider.System);

    private async Task<(List<SourceMessage> Messages, Exception? Problem)> ReadAsync(string stream, string? with = null, PluginSessions? sessions = null)
    {
        using var session = (sessions ?? _sessions).Open();
        var messages = new List<SourceMessage>();
        try
        {
            await foreach (var message in session.Source.ReadAsync(session, Request(stream, with), Now))
                messages.Add(message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return (messages, e);
        }

        return (messages, null);
    }

    private static ReadRequest Request(string stream, string? checkpoint) => new()
    {
        Stream = new StreamDescriptor { Name = stream, Title = stream, Description = "", Columns = [], PrimaryKey = ["key"] },
        Partition = Partition.Whole,
        Checkpoint = checkpoint,
    };
}
