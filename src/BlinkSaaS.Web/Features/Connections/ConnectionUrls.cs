using BlinkSaaS.Web.Tenancy;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>The addresses of connections in the current workspace.</summary>
public sealed class ConnectionUrls(CurrentWorkspace workspace)
{
    /// <summary>All connections.</summary>
    public string All => $"/w/{workspace.Slug}/connections";

    /// <summary>Where adding one begins.</summary>
    public string New => $"{All}/new";

    /// <summary>Set Up Credentials of a draft.</summary>
    public string Draft(string id) => $"{New}/{id}";

    /// <summary>The connections of one source.</summary>
    public string Source(string key) => $"{All}/{key}";

    /// <summary>A connection's own page.</summary>
    public string Details(Connection connection) => $"{Source(connection.SourceKey)}/{connection.PublicId}";

    /// <summary>Who sees it.</summary>
    public string Access(Connection connection) => $"{Details(connection)}/access";

    /// <summary>Its settings.</summary>
    public string Settings(Connection connection) => $"{Details(connection)}/settings";

    /// <summary>How often it is pulled.</summary>
    public string Schedule(Connection connection) => $"{Settings(connection)}/schedule";

    /// <summary>The clock that schedules follow.</summary>
    public string TimeZone => $"/w/{workspace.Slug}/settings/time-zone";

    /// <summary>Which streams are pulled.</summary>
    public string Streams(Connection connection) => $"{Details(connection)}/streams";

    /// <summary>Whether its source tells of changes at once.</summary>
    public string Webhooks(Connection connection) => $"{Details(connection)}/webhooks";

    /// <summary>Its pulls.</summary>
    public string Pulls(Connection connection) => $"{Details(connection)}/pulls";

    /// <summary>One of its pulls.</summary>
    public string Pull(Connection connection, int number) => FormattableString.Invariant($"{Pulls(connection)}/{number}");

    /// <summary>Its records.</summary>
    public string Data(Connection connection) => $"/w/{workspace.Slug}/data/{connection.PublicId}";

    /// <summary>What tells of turns while it is looked at.</summary>
    public string Live(Connection connection) => $"{Details(connection)}/live";
}
