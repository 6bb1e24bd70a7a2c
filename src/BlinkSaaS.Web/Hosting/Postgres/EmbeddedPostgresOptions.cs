namespace BlinkSaaS.Web.Hosting.Postgres;

/// <summary>How the private server is made.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>Where its folders lie.</summary>
    public required LocalFolder Folder { get; init; }

    /// <summary>The programs.</summary>
    public required PostgresBinaries Binaries { get; init; }

    /// <summary>False only for tests, whose data nobody misses: no wait for the disk.</summary>
    public bool Durable { get; init; } = true;
}
