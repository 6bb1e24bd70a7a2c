using System.Globalization;
using System.Text;
using System.Text.Json;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Tests.Support;

namespace BlinkSaaS.Sources.Hosting.Tests.Sandboxing;

/// <summary>What a plugin says and asks for is the same wherever it runs.</summary>
public sealed class BothWaysTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private static LoopbackServer Server() => LoopbackServer.Answering(request => request.Contains("/gone/", StringComparison.Ordinal)
        ? ("410 Gone", [])
        : ("200 OK\r\nX-Answer: a\r\nX-Answer: b\r\nContent-Type: application/json", Encoding.UTF8.GetBytes("""{"name":"Mara \u00fc"}""")));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_check_sends_its_request_with_the_hosts_secret_and_reads_the_answer(bool sandboxed)
    {
        await using var server = Server();
        using var sessions = new PluginSessions("Able", sandboxed, server.BaseAddress);

        var outcome = await sessions.Check.CheckAsync(sessions.Credentials, sessions.Budget, TimeSpan.FromSeconds(30), Now);

        var result = Assert.IsType<CheckOutcome.Ok>(outcome).Result;
        Assert.Equal(("""{"name":"Mara \u00fc"}""", 60), (result.Account, result.Permits));
        Assert.Equal(["eu", "/v1/"], result.Warnings);
        var request = Assert.Single(server.Requests);
        Assert.StartsWith("POST /v1/me?x=1 HTTP/1.1", request, StringComparison.Ordinal);
        Assert.Contains($"Authorization: Bearer {PluginSessions.Token}", request, StringComparison.Ordinal);
        Assert.Contains("X-Own: one, two", request, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json; charset=utf-8", request, StringComparison.Ordinal);
        Assert.Contains("User-Agent: BlinkSaaS/1.0", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_message_of_a_read_arrives_as_it_was_sent()
    {
        var (inside, outside) = (await ReadAsync(sandboxed: false), await ReadAsync(sandboxed: true));

        Assert.Equal(17, inside.Count);
        Assert.Equal(inside, outside);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_are_counted_for_the_session_and_for_whoever_asked(bool sandboxed)
    {
        await using var server = Server();
        using var sessions = new PluginSessions("Able", sandboxed, server.BaseAddress);
        using var session = sessions.Open();
        var meters = new[] { new CallMeter("a"), new CallMeter("b") };

        await Task.WhenAll(meters.Select(meter => Task.Run(async () =>
        {
            CallScope.Enter(meter);
            await foreach (var _ in session.Source.ReadAsync(session, Request(meter.Name!, meter.Name == "a" ? "1" : null), Now))
            {
                // Only the calls count here.
            }
        }, Now)));

        Assert.Equal((2, 3, 5), (meters[0].Calls, meters[1].Calls, session.Meter.Calls));
        Assert.Equal((5, 0), (sessions.Budget.Settled.Count, sessions.Budget.Open));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Optional_abilities_work(bool sandboxed)
    {
        await using var server = Server();
        using var sessions = new PluginSessions("Able", sandboxed, server.BaseAddress);
        using var session = sessions.Open();
        var stream = sessions.Plugin.Descriptor!.Streams[0];

        var estimates = Assert.IsAssignableFrom<IEstimates>(session.Source);
        await foreach (var _ in session.Source.ReadAsync(session, Request("a", "1"), Now))
        {
            // So that there is something to tell.
        }

        Assert.Equal(112, estimates.EstimateCalls(session, new EstimateRequest { Streams = [stream], Full = true }));
        var looksUp = Assert.IsAssignableFrom<ILooksUp>(session.Source);
        var found = await looksUp.LookUpAsync(session, stream, [new MissingRecord(["x"], "{}"u8.ToArray()), new MissingRecord(["y"], "[7]"u8.ToArray())], Now).ToListAsync(Now);
        Assert.Equal(["Deleted x", "Record [7] y"], found.Select(message => message switch
        {
            DeletedMessage deleted => $"Deleted {deleted.Key[0]}",
            RecordMessage record => $"Record {Encoding.UTF8.GetString(record.Raw.Span)} {record.Cells["TEXT"]}",
            _ => "",
        }));
        var webhooks = Assert.IsAssignableFrom<IReceivesWebhooks>(session.Source);
        var made = await webhooks.SubscribeAsync(session, new Uri("https://example.com/hooks/1"), [new WebhookSubscription("k", "s", null)], Now);
        Assert.Equal([("k", null), ("/hooks/1", "signing")], made.Select(one => (one.Id, one.Secret)));
        await Assert.ThrowsAsync<AccessDeniedException>(() => webhooks.UnsubscribeAsync(session, new Uri("https://example.com/"), made, Now));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Events_are_read_without_a_session(bool sandboxed)
    {
        using var sessions = new PluginSessions("Able", sandboxed);
        var receiver = Assert.IsAssignableFrom<IReceivesWebhooks>(sessions.Plugin.Source);

        Assert.Equal(new WebhookSignature("X-Signature", WebhookHash.Sha512, WebhookEncoding.Base64, "v1="), receiver.DescribeSignature());
        var work = receiver.Read(new WebhookDelivery
        {
            Body = "changed"u8.ToArray(),
            Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["X-Own"] = "7" },
        });
        Assert.Equal(("things", "7"), (work.Changed.Single(), work.Gone.Single().Key.Single()));
        Assert.Empty(receiver.Read(new WebhookDelivery { Body = "other"u8.ToArray() }).Changed);
        Assert.ThrowsAny<Exception>(() => receiver.Read(new WebhookDelivery { Body = "throws"u8.ToArray() }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Exceptions_of_the_contract_are_themselves(bool sandboxed)
    {
        await using var server = Server();
        using var sessions = new PluginSessions("Able", sandboxed, server.BaseAddress);
        using var session = sessions.Open();

        var skipped = await Assert.ThrowsAsync<StreamSkippedException>(async () => await session.Source.ReadAsync(session, Request("gone", null), Now).ToListAsync(Now));
        Assert.Equal("There are no things in this plan.", skipped.Message);
    }

    [Fact]
    public void A_plugin_without_optional_abilities_has_none_outside_either()
    {
        using var sessions = new PluginSessions("Good", sandboxed: true);
        using var session = sessions.Open();
        Assert.False(session.Source is IEstimates or ILooksUp or IReceivesWebhooks);
        Assert.StartsWith("# Connect", sessions.Plugin.Guide, StringComparison.Ordinal);
    }

    private static async Task<List<string>> ReadAsync(bool sandboxed)
    {
        await using var server = Server();
        using var sessions = new PluginSessions("Able", sandboxed, server.BaseAddress);
        using var session = sessions.Open();
        var said = new List<string>();
        await foreach (var stream in session.Source.DiscoverAsync(session, Now))
        {
            said.Add(JsonSerializer.Serialize(stream));
            await foreach (var partition in session.Source.PartitionAsync(session, stream, Now))
                said.Add(partition.ToString());
            await foreach (var message in session.Source.ReadAsync(session, Request("p", null) with { Full = true, Stream = stream }, Now))
                said.Add(Words(message));
        }

        return said;
    }

    private static string Words(SourceMessage message) => message switch
    {
        RecordMessage record => $"{Encoding.UTF8.GetString(record.Raw.Span)}: {string.Join(' ', record.Cells.Select(cell => $"{cell.Key}={Words(cell.Value)}"))}",
        ColumnsMessage columns => string.Join(' ', columns.Columns),
        DeletedMessage deleted => string.Join(' ', deleted.Key.Select(Words)),
        StreamCompleteMessage complete => $"{complete.Complete} {string.Join(' ', complete.Sight!)}",
        _ => message.ToString(),
    };

    private static string Words(object? value) => value switch
    {
        null => "null",
        DateTimeOffset moment => $"moment {moment.UtcDateTime:O}",
        JsonElement element => $"json {element.GetRawText()}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value.GetType().Name} {value}"),
    };

    private static ReadRequest Request(string partition, string? checkpoint) => new()
    {
        Stream = new StreamDescriptor { Name = "things", Title = "Things", Description = "", Columns = [], PrimaryKey = [] },
        Partition = new Partition(partition, ""),
        Checkpoint = checkpoint,
    };
}
