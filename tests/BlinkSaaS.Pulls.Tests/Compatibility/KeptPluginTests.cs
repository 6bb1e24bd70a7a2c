using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Sessions;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Pulls.Tests.Compatibility;

/// <summary>
/// A plugin that was built once, with the packages of version 1.0 of the contract, and is never built anew: today's host loads that
/// binary and pulls with it.
/// </summary>
public sealed class KeptPluginTests(EngineDatabase database) : IClassFixture<EngineDatabase>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_is_active_and_describes_itself(bool sandboxed)
    {
        using var plugin = Assert.Single(BuiltPlugins.Catalog(sandboxed).All);
        Assert.True(plugin.Status == PluginStatus.Active, plugin.Reason);
        Assert.Equal("https://example.com/authorize", plugin.Descriptor!.OAuth!.AuthorizeAddress.AbsoluteUri);
        Assert.Equal(["token", "region"], plugin.Descriptor.Fields.Select(field => field.Key));
        Assert.Equal(["items", "plan"], plugin.Descriptor.Streams.Select(stream => stream.Name));

        var hooks = Assert.IsAssignableFrom<IReceivesWebhooks>(plugin.Source);
        Assert.Equal(new WebhookSignature("X-Signed", WebhookHash.Sha512, WebhookEncoding.Base64, "v1="), hooks.DescribeSignature());
        Assert.Equal(["items"], hooks.Read(new WebhookDelivery { Body = "changed"u8.ToArray() }).Changed);
        Assert.Equal(["b-2"], hooks.Read(new WebhookDelivery { Body = "gone"u8.ToArray(), Headers = new Dictionary<string, string> { ["X-Item"] = "b-2" } }).Gone[0].Key);
        Assert.IsAssignableFrom<IEstimates>(plugin.Source);
        Assert.IsAssignableFrom<ILooksUp>(plugin.Source);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_pulls(bool sandboxed)
    {
        using var api = new KeptApi();
        var (options, catalog) = (Options.Create(new SourcesOptions()), BuiltPlugins.Catalog(sandboxed));
        var addresses = new SourceAddresses(options);
        addresses.Set("kept", api.Address);
        using var connections = new SourceConnections();
        var sessions = new SourceSessions(catalog, addresses, connections, options, TimeProvider.System);
        using var bench = new PullBench(database, sessions)
        {
            Credentials = new SourceCredentials
            {
                SourceKey = "kept",
                Settings = new Dictionary<string, string> { ["region"] = "eu" },
                Secrets = new Dictionary<string, string> { ["token"] = "t_1" },
            },
        };
        var key = await database.AddAsync();
        var pull = await bench.PullAsync(key);

        Assert.True(pull.Pull.State == PullState.Done, pull.Pull.Error);
        Assert.Equal(["Bearer t_1"], api.Authorizations.Distinct());
        Assert.Equal(4, pull.Pull.Calls);
        Assert.Equal([PullStreamState.Done, PullStreamState.Skipped], pull.Streams.Select(stream => stream.State));
        Assert.Equal(["a-0", "a-1", "b-0", "b-1"], (await bench.RecordsAsync(key, "items")).Select(row => row.Key).Order());
        Assert.Contains((await bench.StreamAsync(key, "items")).Columns, column => column.Title == "Color");

        var check = await new SourceCheck(sessions, catalog, TimeProvider.System).CheckAsync(bench.Credentials, new NoBudget(), TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(("Mara Quill", 4), Assert.IsType<CheckOutcome.Ok>(check) is { Result: var result } ? (result.Account, result.EstimatedCalls) : default);
    }

    private sealed class NoBudget : ICallBudget
    {
        public ValueTask<CallPermit> AcquireAsync(CancellationToken cancellationToken) => ValueTask.FromResult(default(CallPermit));

        public void Settle(CallPermit permit, CallAnswer answer) { }

        public void Return(CallPermit permit) { }
    }
}
