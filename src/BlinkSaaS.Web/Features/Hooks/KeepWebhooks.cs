using BlinkSaaS.Pulls;
using BlinkSaaS.Pulls.Budgets;
using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using Hangfire;

namespace BlinkSaaS.Web.Features.Hooks;

/// <summary>
/// Sees to it that a source has the webhooks that people want, and no others: makes them, renews those that were suspended,
/// removes those of connections that are paused or go away. Called when something changes, and for each about once an hour.
/// </summary>
[AutomaticRetry(Attempts = 0)]
public sealed partial class KeepWebhooks(
    HookRows rows, HookAddress address, IPullConnections connections, ISourceSessions sessions, CallBudgets budgets, TimeProvider clock, ILogger<KeepWebhooks> logger)
{
    private const int MostAtOnce = 200;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromHours(12);

    /// <summary>Longest time that one connection is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>All whose time has come.</summary>
    public async Task DueAsync(CancellationToken cancellationToken)
    {
        foreach (var key in await rows.DueAsync(MostAtOnce, cancellationToken))
            await RunAsync(key.WorkspaceId, key.ConnectionId, cancellationToken);
    }

    /// <summary>One connection's.</summary>
    public async Task RunAsync(long workspaceId, int connectionId, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync(new ConnectionKey(workspaceId, connectionId), cancellationToken) is not { } row)
            return;
        if (row.IsWanted && address.Exists)
            await TryAsync(row, Patience, SubscribeAsync, cancellationToken);
        else if (row.Subscriptions is not null)
            await TryAsync(row, Patience, UnsubscribeAsync, cancellationToken);
        else
            await rows.KeepAsync(row, null, null, NextOf(row), cancellationToken);
    }

    /// <summary>A connection that is paused may go on by itself.</summary>
    private static TimeSpan? NextOf(HookRow row) => row.IsOn ? Every : null;

    /// <summary>
    /// Before a connection is deleted and its token destroyed. What fails or takes long is left: whatever is sent to an address
    /// that is gone is answered so that the source stops by itself.
    /// </summary>
    public async Task LetGoAsync(ConnectionKey key, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync(key, cancellationToken) is { Subscriptions: not null } row)
            await TryAsync(row, patience, UnsubscribeAsync, cancellationToken);
    }

    private async Task SubscribeAsync(HookRow row, IReceivesWebhooks source, ISourceContext context, CancellationToken cancellationToken)
    {
        var known = row.Subscriptions ?? [];
        var now = await source.SubscribeAsync(context, address.Of(row.Source, row.Address), [.. known.Select(one => one with { Secret = null })], cancellationToken);
        var kept = now.Select(one => one with { Secret = one.Secret ?? known.FirstOrDefault(before => before.Id == one.Id)?.Secret }).Where(one => one.Secret is not null).ToList();
        await rows.KeepAsync(row, kept, kept.Count < now.Count ? "The source did not say what some events are signed with, so they are not taken." : null, Every, cancellationToken);
    }

    private async Task UnsubscribeAsync(HookRow row, IReceivesWebhooks source, ISourceContext context, CancellationToken cancellationToken)
    {
        await source.UnsubscribeAsync(context, address.Of(row.Source, row.Address), [.. row.Subscriptions!.Select(one => one with { Secret = null })], cancellationToken);
        await rows.KeepAsync(row, null, null, NextOf(row), cancellationToken);
    }

    private async Task TryAsync(
        HookRow row, TimeSpan patience, Func<HookRow, IReceivesWebhooks, ISourceContext, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var timeOut = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeOut.Token);
        try
        {
            if (await connections.OpenAsync(row.Key, either.Token) is not { } connection)
                return;
            using var budget = budgets.For(connection.BudgetKey, connection.RateLimit, person: true, row.Key.WorkspaceId);
            using var session = sessions.Open(connection.Credentials, budget, static (_, _) => { });
            if (session.Source is IReceivesWebhooks source)
                await work(row, source, session, either.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (CredentialRejectedException e)
        {
            await rows.KeepAsync(row, row.Subscriptions, e.Message, AfterRefusal, cancellationToken);
        }
        catch (AccessDeniedException e)
        {
            await rows.KeepAsync(row, row.Subscriptions, e.Message, AfterRefusal, cancellationToken);
        }
#pragma warning disable CA1031 // Whatever goes wrong is shown and tried again; events only ever make pulls come earlier.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (e is not (SourceException or SourceNotUsableException or OperationCanceledException))
                Failed(logger, row.Source, e.GetType().FullName ?? "", row.Key);
            var problem = e is SourceException or SourceNotUsableException ? e.Message : "The source did not answer as it should. It is asked again in a quarter of an hour.";
            await rows.KeepAsync(row, row.Subscriptions, problem, AfterFailure, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Webhooks of {Source} failed with {Exception} for connection {Connection}.")]
    private static partial void Failed(ILogger logger, string source, string exception, ConnectionKey connection);
}
