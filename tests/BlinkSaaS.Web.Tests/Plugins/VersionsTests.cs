using System.Net;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Tests.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace BlinkSaaS.Web.Tests.Plugins;

/// <summary>Versions of one plugin side by side, each in processes of its own.</summary>
public sealed class VersionsTests : IAsyncLifetime
{
    private readonly VersionsHost _host = new();

    public ValueTask InitializeAsync() => ((IAsyncLifetime)_host).InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Both_are_loaded_and_a_connection_moves_once_its_check_passed()
    {
        await _host.ApproveAsync("1.0.0");
        var actor = await ActorAsync();
        var id = await VersionsHost.ConnectAsync(actor, "Steady");
        await _host.PullAsync(id);
        Assert.Equal("1.0.0", await _host.ReadByAsync(id));

        await _host.ApproveAsync("1.1.0");
        Assert.Equal(["1.0.0", "1.1.0"], Catalog.All.Where(p => p is { Key: VersionsHost.Source, Status: PluginStatus.Active }).Select(p => p.Version));
        await RefreshAsync(actor, id);
        Assert.Equal("1.0.0", await _host.ReadByAsync(id));

        await _host.MoveAsync();
        Assert.Equal(("1.1.0", null, null), await _host.StandAsync(id));
        await RefreshAsync(actor, id);
        Assert.Equal("1.1.0", await _host.ReadByAsync(id));
        Assert.Equal(["moved to version 1.1.0 of its plugin", "BlinkSaaS"], (await _host.AuditAsync(id)).Single());
        Assert.Contains("It was on 1.0.0 before.", (await actor.OpenAsync(Settings(actor, id))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_stays_where_the_check_of_the_later_version_fails_and_says_so()
    {
        await _host.ApproveAsync("1.0.0");
        var actor = await ActorAsync();
        var id = await VersionsHost.ConnectAsync(actor, "Payroll of the board", region: "refused by 1.1.0");
        await _host.ApproveAsync("1.1.0");
        await _host.MoveAsync();

        Assert.Equal(("1.0.0", "1.1.0", VersionOffer.Check), await _host.StandAsync(id));
        Assert.Contains("Version 1.1.0 does not accept this region.", (await actor.OpenAsync(Page(actor, id))).Text, StringComparison.Ordinal);
        var viewer = await _host.ActorAsync(actor.Place, Features.Members.MemberRole.Viewer, name: "Vera Viewer");
        Assert.DoesNotContain("does not accept this region", (await viewer.OpenAsync(Page(viewer, id))).Text, StringComparison.Ordinal);
        var operators = (await (await _host.OperatorAsync()).OpenAsync("/plugins")).Text;
        Assert.Contains("1 does not move: its check failed", operators, StringComparison.Ordinal);
        Assert.DoesNotContain("Payroll", operators, StringComparison.Ordinal);
        await _host.PullAsync(id);
        Assert.Equal("1.0.0", await _host.ReadByAsync(id));
    }

    [Fact]
    public async Task It_stays_where_something_would_break_until_somebody_moves_it_nonetheless()
    {
        await _host.ApproveAsync("1.0.0");
        var actor = await ActorAsync();
        var (all, some) = (await VersionsHost.ConnectAsync(actor, "All"), await VersionsHost.ConnectAsync(actor, "Some", "", "items"));
        await _host.ApproveAsync("2.0.0");
        await _host.MoveAsync();

        Assert.Equal(("1.0.0", "2.0.0", VersionOffer.Stream), await _host.StandAsync(all));
        Assert.Equal(("1.0.0", "2.0.0", VersionOffer.Type), await _host.StandAsync(some));
        var page = await actor.OpenAsync(Page(actor, all));
        Assert.Contains("the stream Notes would be gone; the column Read by of Items would be a number in place of text", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Notes would be gone", (await actor.OpenAsync(Page(actor, some))).Text, StringComparison.Ordinal);

        var moved = await actor.Browser.SendAsync(Settings(actor, some), [], $"{Settings(actor, some)}?handler=Version");
        Assert.Equal(HttpStatusCode.Redirect, moved.Status);
        await _host.MoveAsync();
        Assert.Equal(("2.0.0", null, null), await _host.StandAsync(some));
        Assert.Equal(("1.0.0", "2.0.0", VersionOffer.Stream), await _host.StandAsync(all));
        await _host.PullAsync(some);
        Assert.Equal("2", await _host.ReadByAsync(some));
        Assert.Contains("To move to version 2.0.0 of its plugin, although", Assert.IsType<string>((await _host.AuditAsync(some))[0][0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_pull_ends_on_the_version_that_it_began_with()
    {
        await _host.ApproveAsync("1.0.0");
        var actor = await ActorAsync();
        var id = await VersionsHost.ConnectAsync(actor, "Steady");
        var gate = new TaskCompletionSource();
        _host.Api.Gate = gate.Task;
        var pulling = _host.PullAsync(id);
        await Eventually.TrueAsync(() => Task.FromResult(_host.Api.Calls.Any(call => call.Path == "/rows")), "the pull");
        await _host.ApproveAsync("1.1.0");

        await _host.MoveAsync();
        Assert.Equal("1.0.0", (await _host.StandAsync(id)).Version);
        gate.SetResult();
        await pulling;
        Assert.Equal("1.0.0", await _host.ReadByAsync(id));
        await _host.MoveAsync();
        Assert.Equal("1.1.0", (await _host.StandAsync(id)).Version);
    }

    [Fact]
    public async Task The_operator_goes_back_with_one_click_and_offers_it_again()
    {
        await _host.ApproveAsync("1.0.0");
        var actor = await ActorAsync();
        var id = await VersionsHost.ConnectAsync(actor, "Steady");
        await _host.ApproveAsync("1.1.0");
        await _host.MoveAsync();
        await _host.PullAsync(id); // leaves checkpoints that 1.0 does not know
        Assert.Equal("1.1.0", await _host.ReadByAsync(id));

        var browser = await _host.OperatorAsync();
        Assert.Contains("Go back to 1.0.0", (await browser.OpenAsync("/plugins")).Text, StringComparison.Ordinal);
        await browser.SendAsync("/plugins", new() { ["key"] = VersionsHost.Source, ["version"] = "1.1.0" }, "/plugins?handler=GoBack");
        await _host.MoveAsync();
        Assert.Equal(("1.0.0", null, null), await _host.StandAsync(id));
        await RefreshAsync(actor, id, full: false);
        Assert.Equal("1.0.0", await _host.ReadByAsync(id));
        Assert.Equal("1.0.0", (await _host.StandAsync(await VersionsHost.ConnectAsync(actor, "New"))).Version);
        await _host.MoveAsync();
        Assert.Equal("1.0.0", (await _host.StandAsync(id)).Version);
        Assert.Equal("went back to version 1.0.0 of its plugin", (await _host.AuditAsync(id))[^1][0]);

        await browser.SendAsync("/plugins", new() { ["key"] = VersionsHost.Source, ["version"] = "1.1.0" }, "/plugins?handler=Offer");
        await _host.MoveAsync();
        Assert.Equal("1.1.0", (await _host.StandAsync(id)).Version);
    }

    private SourceCatalog Catalog => _host.Services.GetRequiredService<SourceCatalog>();

    private static string Page(Actor actor, string id) => $"{actor.Connections}/{VersionsHost.Source}/{id}";

    private static string Settings(Actor actor, string id) => $"{Page(actor, id)}/settings";

    private async Task<Actor> ActorAsync() => await _host.ActorAsync(await _host.PlaceAsync());

    private async Task RefreshAsync(Actor actor, string id, bool full = true)
    {
        Assert.Equal(HttpStatusCode.Redirect, (await actor.PostAsync($"{Page(actor, id)}?handler={(full ? "Refresh" : "Pull")}")).Status);
        await _host.PullAsync(id);
    }
}
