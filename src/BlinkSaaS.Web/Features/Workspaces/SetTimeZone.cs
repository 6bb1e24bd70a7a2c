using BlinkSaaS.Pulls;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Hosting.Database;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BlinkSaaS.Web.Features.Workspaces;

/// <summary>Changes the clock that a workspace's schedules follow.</summary>
public sealed class SetTimeZone(
    AppDbContext database, CurrentWorkspace workspace, RecordAudit audit, [FromKeyedServices(DatabaseConnections.EngineKey)] NpgsqlDataSource engine, TimeProvider clock)
{
    /// <summary>Names that people choose from: those of places, and UTC.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Where(id => id == "UTC" || (id.Contains('/', StringComparison.Ordinal) && !id.StartsWith("Etc/", StringComparison.Ordinal)))
            .Append("UTC").Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Saves it, and moves the next pull of every schedule that goes by the clock. False where there is no such zone.</summary>
    public async Task<bool> RunAsync(long workspaceId, string? name, CancellationToken cancellationToken)
    {
        if (name is null || !Names.Contains(name))
            return false;
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await database.Workspaces.Where(w => w.Id == workspaceId).ExecuteUpdateAsync(w => w.SetProperty(p => p.TimeZone, name), cancellationToken);
        await audit.AddAndSaveAsync(AuditAction.WorkspaceSettingChanged, AuditTarget.Workspace(workspaceId, workspace.Name), $"Time zone {name}", cancellationToken);
        // All schedules, those of connections that the person does not see included: as the engine.
        await using (var schedules = await engine.OpenConnectionAsync(cancellationToken))
            await PullSchedule.SetTimeZoneAsync(schedules, null, workspaceId, name, clock.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
