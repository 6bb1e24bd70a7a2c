using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Tenancy;

namespace BlinkSaaS.Web.Features.Audit;

/// <summary>
/// Adds entries to the audit log of the current workspace. They are saved with the change they tell of: call it before the
/// change is saved, or save in the same transaction.
/// </summary>
public sealed class RecordAudit(AppDbContext database, CurrentWorkspace workspace, TimeProvider clock)
{
    /// <summary>The signed-in person did it, in this workspace.</summary>
    public void Add(AuditAction action, AuditTarget target, string? detail = null) =>
        Add(workspace.Id, workspace.UserId, workspace.UserName, action, target, detail);

    /// <summary>Somebody did it, in a workspace that they enter or make.</summary>
    public void Add(long workspaceId, Guid actor, string actorName, AuditAction action, AuditTarget target, string? detail = null)
    {
        var now = clock.GetUtcNow();
        database.Add(new AuditEntry
        {
            WorkspaceId = workspaceId,
            Id = Guid.CreateVersion7(now),
            At = now,
            ActorId = actor,
            ActorName = actorName,
            Action = action,
            Kind = target.Kind,
            TargetId = target.Id,
            TargetName = target.Name,
            ConnectionId = target.ConnectionId,
            Detail = detail is { Length: > 400 } ? detail[..400] : detail,
        });
    }

    /// <summary>The same, and saves at once: for what is not saved by the context.</summary>
    public Task AddAndSaveAsync(AuditAction action, AuditTarget target, string? detail, CancellationToken cancellationToken)
    {
        Add(action, target, detail);
        return database.SaveChangesAsync(cancellationToken);
    }
}
