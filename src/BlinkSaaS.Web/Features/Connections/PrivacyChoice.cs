using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>A privacy and, for <see cref="Privacy.Team"/>, the teams.</summary>
public sealed record PrivacyChoice(Privacy Privacy, IReadOnlyCollection<int> TeamIds)
{
    /// <summary>From a form; a privacy that was left out is none that is defined, and is asked for again.</summary>
    public static PrivacyChoice Of(Privacy? privacy, IReadOnlyCollection<int> teams) => new(privacy ?? (Privacy)(-1), teams);

    /// <summary>The teams that count: none unless shared with teams.</summary>
    public int[] Teams => Privacy == Privacy.Team ? [.. TeamIds.Distinct().Order()] : [];

    /// <summary>The privacy in the words of the product.</summary>
    public static string Title(Privacy privacy) => privacy switch
    {
        Privacy.Workspace => "Shared with Workspace",
        Privacy.Private => "Private to Me",
        _ => "Shared with Team",
    };
}

/// <summary>A team that can be chosen.</summary>
public sealed record TeamOption(int Id, string Name, int Members);

/// <summary>What a person can choose from, and whether a choice is sound.</summary>
public sealed class PrivacyOptions(AppDbContext database, CurrentWorkspace workspace)
{
    /// <summary>The person's own teams, and those that the connection is shared with already.</summary>
    public async Task<IReadOnlyList<TeamOption>> TeamsAsync(IReadOnlyCollection<int> shared, CancellationToken cancellationToken) =>
        await database.Teams
            .Where(t => t.Members.Any(m => m.UserId == workspace.UserId) || shared.Contains(t.Id))
            .OrderBy(t => t.Name)
            .Select(t => new TeamOption(t.Id, t.Name, t.Members.Count))
            .ToListAsync(cancellationToken);

    /// <summary>How many people the workspace has.</summary>
    public Task<int> PeopleAsync(CancellationToken cancellationToken) => database.Members.CountAsync(cancellationToken);

    /// <summary>How many people will see a connection of <paramref name="owner"/> that is shared with these teams.</summary>
    public Task<int> SeenByAsync(IReadOnlyCollection<int> teams, Guid owner, CancellationToken cancellationToken) =>
        database.Members.CountAsync(m => m.UserId == owner || database.TeamMembers.Any(t => t.UserId == m.UserId && teams.Contains(t.TeamId)), cancellationToken);

    /// <summary>What is wrong with a choice, or null.</summary>
    public async Task<string?> ProblemAsync(PrivacyChoice choice, IReadOnlyCollection<int> shared, CancellationToken cancellationToken)
    {
        if (!Enum.IsDefined(choice.Privacy))
            return "Choose who sees this connection.";
        if (choice.Privacy != Privacy.Team)
            return null;
        var teams = await TeamsAsync(shared, cancellationToken);
        if (teams.Count == 0)
            return "You are in no team yet. Choose another privacy, or make a team first under Settings > Teams.";
        if (choice.Teams.Length == 0)
            return "Choose at least one team.";
        return choice.Teams.All(id => teams.Any(t => t.Id == id)) ? null : "One of the teams is gone or you are no longer in it. Choose again.";
    }
}
