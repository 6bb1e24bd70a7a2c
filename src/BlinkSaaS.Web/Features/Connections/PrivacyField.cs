using BlinkSaaS.Web.Tenancy;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>What the partial with the three privacies shows.</summary>
public sealed record PrivacyField
{
    /// <summary>What is chosen.</summary>
    public required PrivacyChoice Choice { get; init; }

    /// <summary>The teams that can be chosen.</summary>
    public required IReadOnlyList<TeamOption> Teams { get; init; }

    /// <summary>How many people the workspace has.</summary>
    public required int People { get; init; }

    /// <summary>Name of the workspace.</summary>
    public required string Workspace { get; init; }

    /// <summary>Who "me" is: null where the person is the owner, else the owner's name.</summary>
    public string? Owner { get; init; }

    /// <summary>How many people will see it as chosen, where teams are chosen.</summary>
    public int? SeenBy { get; init; }

    /// <summary>What is wrong with the choice.</summary>
    public string? Error { get; init; }

    /// <summary>The field of a connection that is not made yet.</summary>
    public static async Task<PrivacyField> OfNewAsync(PrivacyChoice choice, PrivacyOptions options, CurrentWorkspace workspace, string? error, CancellationToken cancellationToken) => new()
    {
        Choice = choice,
        Teams = await options.TeamsAsync([], cancellationToken),
        People = await options.PeopleAsync(cancellationToken),
        Workspace = workspace.Name,
        SeenBy = choice.Teams.Length == 0 ? null : await options.SeenByAsync(choice.Teams, workspace.UserId, cancellationToken),
        Error = error,
    };
}
