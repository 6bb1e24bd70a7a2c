using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Audit;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Features.Shared;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BlinkSaaS.Web.Features.Workspaces;

/// <summary>Makes a workspace with its first Owner.</summary>
public sealed class CreateWorkspace(AppDbContext database, PersonClock person, TenantScope scope, RecordAudit audit, TimeProvider clock)
{
    /// <summary>Longest name.</summary>
    public const int NameLength = 60;

    private static readonly string[] Reserved = ["new", "api", "admin", "settings", "account"];

    /// <summary>Adds workspace and owner, and saves. The slug comes from the name; a taken one gets a few random characters.</summary>
    public async Task<Workspace> RunAsync(string name, Guid owner, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var tidy = string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        tidy = tidy[..Math.Min(tidy.Length, NameLength)];
        await using var transaction = database.Database.CurrentTransaction is null ? await database.Database.BeginTransactionAsync(cancellationToken) : null;
        var slug = SlugOf(tidy);
        if (slug.Length < 3 || Reserved.Contains(slug) || await database.Workspaces.AnyAsync(w => w.Slug == slug, cancellationToken))
            slug = Unique(slug);
        while (true)
        {
            var workspace = new Workspace { Slug = slug, Name = tidy, TimeZone = person.Zone.Id, CreatedAt = now };
            workspace.Members.Add(new Member { UserId = owner, Role = MemberRole.Owner, JoinedAt = now });
            database.Add(workspace);
            try
            {
                await database.SaveChangesAsync(cancellationToken);
                await RecordAsync(workspace, owner, cancellationToken);
                if (transaction is not null)
                    await transaction.CommitAsync(cancellationToken);
                return workspace;
            }
            catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "ix_workspaces_slug" })
            {
                // Somebody took it in this moment.
                database.Remove(workspace.Members[0]);
                database.Remove(workspace);
                slug = Unique(SlugOf(tidy));
            }
        }
    }

    /// <summary>The first entry of its audit log.</summary>
    private async Task RecordAsync(Workspace workspace, Guid owner, CancellationToken cancellationToken)
    {
        scope.Enter(workspace.Id, owner);
        await DatabaseScope.TellAsync(database, cancellationToken); // the transaction began before the workspace was there
        var name = await database.Users.Where(u => u.Id == owner).Select(u => u.DisplayName).SingleAsync(cancellationToken);
        audit.Add(workspace.Id, owner, name, AuditAction.WorkspaceCreated, AuditTarget.Workspace(workspace.Id, workspace.Name));
        await database.SaveChangesAsync(cancellationToken);
    }

    private static string Unique(string slug) =>
        $"{(slug.Length == 0 ? "w" : slug[..Math.Min(slug.Length, 40)])}-{RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 5)}";

    /// <summary>A name as part of a URL: letters without their accents, digits, hyphens; at most 40 characters.</summary>
    public static string SlugOf(string name)
    {
        var result = new StringBuilder();
        foreach (var c in name.Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
                result.Append(c);
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && result.Length > 0 && result[^1] != '-')
                result.Append('-');
        }

        return result.ToString()[..Math.Min(result.Length, 40)].Trim('-');
    }
}
