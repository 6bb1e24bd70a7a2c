using BlinkSaaS.Web.Features.Shared;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>A connection's privacy as its badge shows it.</summary>
public static class Privacies
{
    /// <summary>The badge.</summary>
    public static PrivacyKind KindOf(Connection connection) => connection.Privacy switch
    {
        Privacy.Workspace => PrivacyKind.Workspace,
        Privacy.Private => PrivacyKind.Private,
        _ => PrivacyKind.Team,
    };

    /// <summary>The names of its teams, or null.</summary>
    public static string? TeamsOf(Connection connection) => connection.Privacy == Privacy.Team
        ? string.Join(", ", connection.Teams.Select(t => t.Team?.Name).OfType<string>().Order(StringComparer.CurrentCultureIgnoreCase))
        : null;
}
