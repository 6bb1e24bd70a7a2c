using BlinkSaaS.Web.Features.Account;
using BlinkSaaS.Web.Features.Teams;
using BlinkSaaS.Web.Features.Workspaces;
using BlinkSaaS.Web.Tenancy;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>One set of credentials for one source, with a name, a privacy and an owner.</summary>
public sealed class Connection : ITenantOwned
{
    /// <summary>Longest name.</summary>
    public const int NameLength = 80;

    /// <inheritdoc />
    public long WorkspaceId { get; set; }

    /// <summary>The workspace.</summary>
    public Workspace? Workspace { get; set; }

    /// <summary>Identifier inside the database. Never in a URL: consecutive numbers would tell how many there are.</summary>
    public int Id { get; set; }

    /// <summary>Identifier in URLs: random.</summary>
    public required string PublicId { get; set; }

    /// <summary>Key of the source.</summary>
    public required string SourceKey { get; set; }

    /// <summary>What people call it.</summary>
    public required string Name { get; set; }

    /// <summary>The name as it is compared.</summary>
    public required string NormalizedName { get; set; }

    /// <summary>Whose it is.</summary>
    public Guid OwnerId { get; set; }

    /// <summary>Whose it is.</summary>
    public AppUser? Owner { get; set; }

    /// <summary>Who sees it.</summary>
    public Privacy Privacy { get; set; }

    /// <summary>When the privacy was last set.</summary>
    public DateTimeOffset PrivacySetAt { get; set; }

    /// <summary>Who set it; null where that is not known any more.</summary>
    public Guid? PrivacySetById { get; set; }

    /// <summary>The teams of <see cref="Privacy.Team"/>.</summary>
    public List<ConnectionTeam> Teams { get; } = [];

    /// <summary>Values of the source's fields that are not secret.</summary>
    public Dictionary<string, string> Settings { get; set; } = [];

    /// <summary>Values of the secret fields, encrypted for this connection.</summary>
    public required byte[] Secrets { get; set; }

    /// <summary>The last four characters of the secret, where it has 16 or more.</summary>
    public string? SecretHint { get; set; }

    /// <summary>Name of the token's budget: connections with one token share it.</summary>
    public required string BudgetKey { get; set; }

    /// <summary>Whom the credential signs in as, by the last check.</summary>
    public string? Account { get; set; }

    /// <summary>Who left and whose token still serves; null once it was swapped.</summary>
    public Guid? TokenOfId { get; set; }

    /// <summary>Who left and whose token still serves.</summary>
    public AppUser? TokenOf { get; set; }

    /// <summary>When it came to its present owner from somebody who left.</summary>
    public DateTimeOffset? HandedOverAt { get; set; }

    /// <summary>Private, and its owner left: when it is removed, unless they come back before. Its secret is destroyed.</summary>
    public DateTimeOffset? PurgeAt { get; set; }

    /// <summary>Version of the plugin that it is on; null until the first look after it was made by a program or an earlier BlinkSaaS.</summary>
    public string? PluginVersion { get; set; }

    /// <summary>Version of the plugin that it was on before.</summary>
    public string? FormerVersion { get; set; }

    /// <summary>A version that it could move to, or is to go back to, and did not yet.</summary>
    public string? OfferedVersion { get; set; }

    /// <summary>Why it did not; null where there is no such version.</summary>
    public VersionOffer? Offer { get; set; }

    /// <summary>The same as the rest of a sentence for those who may manage it.</summary>
    public string? OfferProblem { get; set; }

    /// <summary>When that was last looked at.</summary>
    public DateTimeOffset? OfferedAt { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Since when it is hidden and being removed.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>Rises with every change: the later of two saves is refused.</summary>
    public uint Version { get; set; }
}

/// <summary>A team that a connection is shared with.</summary>
public sealed class ConnectionTeam : ITenantOwned
{
    /// <inheritdoc />
    public long WorkspaceId { get; set; }

    /// <summary>The connection.</summary>
    public int ConnectionId { get; set; }

    /// <summary>The team.</summary>
    public int TeamId { get; set; }

    /// <summary>The team.</summary>
    public Team? Team { get; set; }

    /// <summary>Since when.</summary>
    public DateTimeOffset SharedAt { get; set; }

    /// <summary>Who shared it; null where that is not known any more.</summary>
    public Guid? SharedById { get; set; }
}

/// <summary>Why a connection is not on another version of its plugin. Kept by name.</summary>
public enum VersionOffer
{
    /// <summary>A stream would be gone.</summary>
    Stream,

    /// <summary>A stream would have another primary key.</summary>
    Key,

    /// <summary>A column would be gone.</summary>
    Column,

    /// <summary>A column would have another type.</summary>
    Type,

    /// <summary>The check of that version failed, and that of the present one does not.</summary>
    Check,

    /// <summary>It cannot be said now; it is tried again.</summary>
    Later,

    /// <summary>Somebody who manages it wants it nonetheless: when its pull has ended.</summary>
    Wanted,

    /// <summary>The operator goes back: when its pull has ended.</summary>
    Back,
}

/// <summary>Who sees a connection and everything made from its records.</summary>
public enum Privacy
{
    /// <summary>Everybody in the workspace.</summary>
    Workspace,

    /// <summary>Its owner and nobody else.</summary>
    Private,

    /// <summary>Its owner and the members of the named teams.</summary>
    Team,
}
