using BlinkSaaS.Pulls.Reading;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Pulls;

/// <summary>The names of those who began pulls, as this person calls them: members of the workspace, and "You".</summary>
public sealed class PullPeople(AppDbContext database, CurrentWorkspace workspace)
{
    /// <summary>Reads them.</summary>
    public async Task<PullPeopleNames> NamesAsync(IEnumerable<PullInfo> pulls, CancellationToken cancellationToken)
    {
        var ids = pulls.Select(pull => pull.StartedBy).OfType<Guid>().Distinct().ToArray();
        var names = ids.Length == 0 ? [] : await database.Members.Where(m => ids.Contains(m.UserId)).Select(m => new { m.UserId, m.User!.DisplayName })
            .ToDictionaryAsync(m => m.UserId, m => m.DisplayName, cancellationToken);
        return new PullPeopleNames(names, workspace.UserId);
    }
}

/// <summary>Names of those who began pulls.</summary>
public sealed class PullPeopleNames(IReadOnlyDictionary<Guid, string> names, Guid me)
{
    /// <summary>Who began it; null where it was nobody, or somebody who has left.</summary>
    public string? Of(PullInfo pull) => pull.StartedBy is not { } by ? null : by == me ? "You" : names.GetValueOrDefault(by);
}
