using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Tenancy;

namespace BlinkSaaS.Web.Features.Hooks;

/// <summary>That a connection's source sends events here: wished by a person, kept by a job.</summary>
public sealed class ConnectionWebhook : ITenantOwned
{
    /// <inheritdoc />
    public long WorkspaceId { get; set; }

    /// <summary>The connection.</summary>
    public int ConnectionId { get; set; }

    /// <summary>The connection.</summary>
    public Connection? Connection { get; set; }

    /// <summary>Last part of the address that events are sent to: random, nobody can guess it.</summary>
    public required string Address { get; set; }

    /// <summary>Whether a person wants them.</summary>
    public bool IsOn { get; set; }

    /// <summary>What the source has, with the secrets that it signs with, encrypted for this address; null where it has none.</summary>
    public byte[]? Subscriptions { get; set; }

    /// <summary>How many that is.</summary>
    public int Number { get; set; }

    /// <summary>What is wrong, and what to do; null where all is well.</summary>
    public string? Problem { get; set; }

    /// <summary>When the source was last asked whether they are there.</summary>
    public DateTimeOffset? CheckedAt { get; set; }

    /// <summary>When it is asked next; null where there is nothing to ask.</summary>
    public DateTimeOffset? NextCheckAt { get; set; }

    /// <summary>When the last event came, to within some seconds.</summary>
    public DateTimeOffset? LastEventAt { get; set; }
}
