using BlinkSaaS.Web.Tenancy;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>A connection that is being set up: nothing is lost when the tab is closed. Its owner's alone; expires after 7 days.</summary>
public sealed class ConnectionDraft : ITenantOwned
{
    /// <summary>How long a draft and the token in it are kept.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <inheritdoc />
    public long WorkspaceId { get; set; }

    /// <summary>Identifier, in URLs.</summary>
    public required string Id { get; set; }

    /// <summary>Whose it is.</summary>
    public Guid OwnerId { get; set; }

    /// <summary>The chosen source.</summary>
    public required string SourceKey { get; set; }

    /// <summary>The name as typed so far.</summary>
    public string Name { get; set; } = "";

    /// <summary>The fields that are not secret, as typed so far.</summary>
    public Dictionary<string, string> Settings { get; set; } = [];

    /// <summary>The secret fields as typed so far, encrypted for this draft.</summary>
    public byte[]? Secrets { get; set; }

    /// <summary>The last four characters of the secret, where it has 16 or more.</summary>
    public string? SecretHint { get; set; }

    /// <summary>The privacy chosen so far.</summary>
    public Privacy Privacy { get; set; }

    /// <summary>The teams chosen so far.</summary>
    public int[] TeamIds { get; set; } = [];

    /// <summary>When it was last saved.</summary>
    public DateTimeOffset SavedAt { get; set; }

    /// <summary>When it and its token are removed.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
}
