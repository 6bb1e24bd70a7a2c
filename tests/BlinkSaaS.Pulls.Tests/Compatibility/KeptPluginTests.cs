using System.Net;
using System.Text;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using BlinkSaaS.Sources.Hosting.Http;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Sources.Hosting.Sessions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BlinkSaaS.Pulls.Tests.Compatibility;

/// <summary>
/// A plugin that was built once, with the packages of version 1.0 of the contract, and is never built anew: today's host loads that
/// binary and pulls with it.
/// </summary>
public sealed class KeptPluginTests(EngineDatabase database) : IClassFixture<EngineDatabase>
{
    [Fact]
    public void It_is_active_and_describes_itself()
    {
        var plugin = Assert.Single(Catalog().All);
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

    [Fact]
    public async Task It_pulls()
    {
        using var api = new Api();
        var (options, catalog) = (Options.Create(new SourcesOptions()), Catalog());
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

    private static SourceCatalog Catalog()
    {
        var options = new SourcesOptions { DescribeTimeLimit = TimeSpan.FromSeconds(60) };
        options.PluginFolders.Add(Path.Combine(Root(), "tests", "Compatibility", "1.0", "plugins"));
        return new SourceCatalog(Options.Create(options), NullLogger<SourceCatalog>.Instance);
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "BlinkSaaS.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests run outside of a checkout.");
    }

    private sealed class NoBudget : ICallBudget
    {
        public ValueTask<CallPermit> AcquireAsync(CancellationToken cancellationToken) => ValueTask.FromResult(default(CallPermit));

        public void Settle(CallPermit permit, CallAnswer answer) { }

        public void Return(CallPermit permit) { }
    }

    /// <summary>The API that the plugin reads: two shelves with two pages of one item.</summary>
    private sealed class Api : IDisposable
    {
        private readonly HttpListener _listener = new();

        public Api()
        {
            for (var port = 20_000 + Random.Shared.Next(20_000); ; port++)
            {
                _listener.Prefixes.Clear();
                _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
                try
                {
                    _listener.Start();
                    Address = new Uri($"http://127.0.0.1:{port}/");
                    break;
                }
                catch (HttpListenerException)
                {
                    // Taken.
                }
            }

            _ = AnswerAsync();
        }

        public Uri Address { get; }

        public List<string> Authorizations { get; } = [];

        public void Dispose() => _listener.Close();

        private async Task AnswerAsync()
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    var (path, page) = (context.Request.Url!.AbsolutePath, context.Request.QueryString["page"]);
                    lock (Authorizations)
                        Authorizations.Add(context.Request.Headers["Authorization"] ?? "");
                    var body = path == "/me" ? "{\"name\":\"Mara Quill\"}"
                        : $"{{\"items\":[{{\"id\":\"{path[^1]}-{page}\",\"name\":\"Item\",\"changed\":1788000000000}}],\"more\":{(page == "0" ? "true" : "false")}}}";
                    await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
                    context.Response.Close();
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // Closed.
            }
        }
    }
}
