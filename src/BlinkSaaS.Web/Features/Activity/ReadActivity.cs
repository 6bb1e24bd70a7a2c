using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Sources.Hosting.Plugins;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Activity;

/// <summary>What the activity shows.</summary>
public enum ActivityFilter
{
    /// <summary>Everything seen.</summary>
    All,

    /// <summary>Pulls that failed.</summary>
    Failed,

    /// <summary>Pulls that the person began.</summary>
    Mine,
}

/// <summary>A pull as one line.</summary>
/// <param name="Pull">The pull.</param>
/// <param name="Connection">Whose it is.</param>
/// <param name="SourceName">What people call the source.</param>
/// <param name="StartedBy">Who or what began it.</param>
public sealed record ActivityRow(PullInfo Pull, Connection Connection, string SourceName, string StartedBy);

/// <summary>A page of the activity.</summary>
/// <param name="Rows">The newest first.</param>
/// <param name="Newer">Cursor of the page before; null on the first.</param>
/// <param name="Older">Cursor of the page after; null on the last.</param>
/// <param name="HasConnections">Whether the person sees any connection at all.</param>
public sealed record ActivityPage(IReadOnlyList<ActivityRow> Rows, string? Newer, string? Older, bool HasConnections);

/// <summary>Reads what happened to the connections that the person sees.</summary>
public sealed class ReadActivity(VisibleConnections visible, AppDbContext database, CurrentWorkspace workspace, SourceCatalog catalog)
{
    /// <summary>A page, older or newer than a cursor.</summary>
    public async Task<ActivityPage> RunAsync(ActivityFilter filter, string? older, string? newer, CancellationToken cancellationToken)
    {
        var connections = (await visible.ListAsync(cancellationToken)).ToDictionary(c => c.Id);
        if (connections.Count == 0)
            return new ActivityPage([], null, null, false);
        var query = new PullFeedQuery
        {
            OnlyFailed = filter == ActivityFilter.Failed,
            StartedBy = filter == ActivityFilter.Mine ? workspace.UserId : null,
            OlderThan = ActivityCursor.Read(older, connections.Values),
            NewerThan = ActivityCursor.Read(newer, connections.Values),
        };
        var page = await PullFeed.PageAsync(await visible.OpenAsync(cancellationToken), workspace.Id, connections.Keys, query, cancellationToken);
        var names = await NamesAsync(page, cancellationToken);
        string? At(int index) => page.Items.Count == 0 ? null : ActivityCursor.Write(page.Items[index].Position, connections[page.Items[index].ConnectionId]);
        return new ActivityPage(
            [.. page.Items.Select(item => Row(item, connections[item.ConnectionId], names))],
            page.HasNewer ? At(0) : null,
            page.HasOlder ? At(page.Items.Count - 1) : null,
            true);
    }

    private async Task<Dictionary<Guid, string>> NamesAsync(PullFeedPage page, CancellationToken cancellationToken)
    {
        var ids = page.Items.Select(item => item.Pull.StartedBy).OfType<Guid>().Distinct().ToList();
        return ids.Count == 0 ? [] : await database.Users.Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);
    }

    private ActivityRow Row(PullFeedItem item, Connection connection, Dictionary<Guid, string> names)
    {
        var person = item.Pull.StartedBy is not { } id ? null : id == workspace.UserId ? "You" : names.GetValueOrDefault(id, "Somebody who left");
        var startedBy = item.Pull.Trigger switch
        {
            PullTrigger.Schedule => "Schedule",
            PullTrigger.Retry => "Retry of what failed",
            PullTrigger.Webhook => "Webhook",
            PullTrigger.First => person is null ? "First pull" : $"{person}, first pull",
            _ => person ?? "Somebody who left",
        };
        return new ActivityRow(item.Pull, connection, catalog.Find(connection.SourceKey)?.Name ?? connection.SourceKey, startedBy);
    }
}
