using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Account.Sessions;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>
/// Tells a page that something turned; the page then fetches itself. Nothing of the connection is in the stream, and who may
/// see it is asked anew at every beat, so that the stream of a removed
/// person, and of a session that was ended, ends within a second.
/// </summary>
public static class ConnectionLive
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <summary>Maps the stream of a connection.</summary>
    public static void MapConnectionLive(this IEndpointRouteBuilder routes) =>
        routes.MapGet($"/{WorkspaceRoutes.Prefix}/connections/{{source}}/{{id}}/live", async (string source, string id, HttpContext http, VisibleConnections visible, CurrentSession session, IServiceScopeFactory scopes, TimeProvider clock, IHostApplicationLifetime lifetime) =>
        {
            if (await visible.FindAsync(id, source, http.RequestAborted) is not { } connection)
                return Results.NotFound();
            var watcher = new Watcher(Guid.Parse(http.User.FindFirstValue(ClaimTypes.NameIdentifier)!), session.Id, session.SecondFactor);
            http.Response.Headers.CacheControl = "no-store";
            return TypedResults.ServerSentEvents(Turns(scopes, connection, watcher, clock, lifetime.ApplicationStopping, http.RequestAborted));
        });

    private static async IAsyncEnumerable<SseItem<string>> Turns(
        IServiceScopeFactory scopes, Connection connection, Watcher watcher, TimeProvider clock, CancellationToken stopping, [EnumeratorCancellation] CancellationToken aborted)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, aborted);
        var last = "";
        var quiet = 0;
        while (!either.IsCancellationRequested)
        {
            var state = await StateAsync(scopes, connection, watcher, either.Token);
            if (state is null)
                yield break;
            if (state != last || ++quiet >= 15)
            {
                // The first state is a turn, too: a pull may have ended since the page was made, or while the stream was broken.
                // A beat every quarter of a minute keeps proxies awake.
                var kind = state == last ? "beat" : "turn";
                yield return new SseItem<string>(kind, kind);
                (last, quiet) = (state, 0);
            }

            try
            {
                await Task.Delay(Beat, clock, either.Token);
            }
            catch (OperationCanceledException)
            {
                yield break;
            }
        }
    }

    /// <summary>What the page shows, as a text that differs when it would look different; null when it is not seen any more.</summary>
    private static async Task<string?> StateAsync(IServiceScopeFactory scopes, Connection connection, Watcher watcher, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var database = scope.ServiceProvider.GetRequiredService<AppDbContext>();
            var (user, _, secondFactor) = watcher;
            if (!await database.Members.IgnoreQueryFilters().AnyAsync(m => m.WorkspaceId == connection.WorkspaceId && m.UserId == user && (secondFactor || !m.Workspace!.RequiresSecondFactor), cancellationToken))
                return null;
            if (!await scope.ServiceProvider.GetRequiredService<SessionRows>().IsLiveAsync(watcher.Session, cancellationToken))
                return null;
            scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(connection.WorkspaceId, user);
            var visible = ActivatorUtilities.CreateInstance<VisibleConnections>(scope.ServiceProvider);
            if (await visible.FindAsync(connection.PublicId, connection.SourceKey, cancellationToken) is not { } now)
                return null;
            var statuses = await ConnectionStatuses.ReadAsync(await visible.OpenAsync(cancellationToken), now.WorkspaceId, [now.Id], cancellationToken);
            var status = statuses.GetValueOrDefault(now.Id);
            return $"{now.Version} {status?.Paused} {status?.Records} {status?.LastFinished?.Number} {status?.Open?.Number} {status?.Open?.State} {status?.Open?.Calls} {status?.Open?.Records.Read} {status?.Open?.WaitingUntil:O} {status?.Open?.Budget?.Left}";
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Who watches, and in which of their sessions.</summary>
    private sealed record Watcher(Guid User, Guid Session, bool SecondFactor);
}
