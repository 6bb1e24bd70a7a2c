using BlinkSaaS.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Audit;

/// <summary>Which entries are wanted.</summary>
/// <param name="Kind">About this kind of thing.</param>
/// <param name="Person">Done by them, or to them.</param>
/// <param name="Text">Contained in who, what, to whom, or the detail.</param>
public sealed record AuditQuery(AuditKind? Kind, Guid? Person, string? Text);

/// <summary>A page of the log, the newest first.</summary>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, Guid? Newer, Guid? Older);

/// <summary>Reads the log of the workspace, as far as the person sees what it is about: the filters of the context see to that.</summary>
public sealed class ReadAudit(AppDbContext database)
{
    private const int Size = 50;

    /// <summary>A page, older or newer than an entry; paged by key, so that new entries shift nothing.</summary>
    public async Task<AuditPage> PageAsync(AuditQuery query, Guid? older, Guid? newer, CancellationToken cancellationToken)
    {
        var all = Matching(query);
        if (newer is { } after)
        {
            var up = await all.Where(e => e.Id > after).OrderBy(e => e.Id).Take(Size + 1).ToListAsync(cancellationToken);
            var shown = up.Take(Size).Reverse().ToList();
            return new AuditPage(shown, up.Count > Size ? shown[0].Id : null, shown.Count > 0 ? shown[^1].Id : null);
        }

        var down = await (older is { } before ? all.Where(e => e.Id < before) : all).OrderByDescending(e => e.Id).Take(Size + 1).ToListAsync(cancellationToken);
        var page = down.Take(Size).ToList();
        return new AuditPage(page, older is not null && page.Count > 0 ? page[0].Id : null, down.Count > Size ? page[^1].Id : null);
    }

    /// <summary>Everything that matches, the newest first, as the database gives it.</summary>
    public IAsyncEnumerable<AuditEntry> AllAsync(AuditQuery query) => Matching(query).OrderByDescending(e => e.Id).AsAsyncEnumerable();

    private IQueryable<AuditEntry> Matching(AuditQuery query)
    {
        var entries = database.AuditEntries.AsNoTracking();
        if (query.Kind is { } kind)
            entries = entries.Where(e => e.Kind == kind);
        if (query.Person is { } person)
        {
            var id = person.ToString();
            entries = entries.Where(e => e.ActorId == person || (e.Kind == AuditKind.Member && e.TargetId == id));
        }

        if (string.IsNullOrWhiteSpace(query.Text))
            return entries;
        var text = query.Text.Trim();
        var pattern = $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
        var actions = AuditWords.Containing(text);
        return entries.Where(e => EF.Functions.ILike(e.ActorName, pattern, "\\") || EF.Functions.ILike(e.TargetName, pattern, "\\")
            || (e.Detail != null && EF.Functions.ILike(e.Detail, pattern, "\\")) || actions.Contains(e.Action));
    }
}
