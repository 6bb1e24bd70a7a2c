namespace BlinkSaaS.Pulls;

/// <summary>Where a pull is.</summary>
public enum PullState
{
    /// <summary>No worker took it yet.</summary>
    Queued,

    /// <summary>A worker reads.</summary>
    Running,

    /// <summary>It waits: see <see cref="PullWait"/>.</summary>
    Waiting,

    /// <summary>Every stream is done or skipped.</summary>
    Done,

    /// <summary>At least one stream failed, or none could be read.</summary>
    Failed,

    /// <summary>Somebody stopped it, or the connection is paused or gone.</summary>
    Cancelled,
}

/// <summary>Where a stream of a pull is.</summary>
public enum PullStreamState
{
    /// <summary>Not begun.</summary>
    Queued,

    /// <summary>Being read.</summary>
    Pulling,

    /// <summary>Read to its end.</summary>
    Done,

    /// <summary>Does not exist for this account; the reason is kept as its error.</summary>
    Skipped,

    /// <summary>Could not be read to its end.</summary>
    Failed,
}

/// <summary>What a pull waits for.</summary>
public enum PullWait
{
    /// <summary>Calls of the token's budget.</summary>
    Budget,

    /// <summary>A pause after the source could not be reached.</summary>
    Source,
}

/// <summary>What began a pull.</summary>
public enum PullTrigger
{
    /// <summary>The connection was just made.</summary>
    First,

    /// <summary>It was due.</summary>
    Schedule,

    /// <summary>Somebody pressed Pull now.</summary>
    Person,

    /// <summary>It reads again what the pull before could not.</summary>
    Retry,

    /// <summary>The source told of changes: it reads the streams that they are in.</summary>
    Webhook,
}

/// <summary>Who or what must act after a failure.</summary>
public enum PullErrorKind
{
    /// <summary>Nothing failed.</summary>
    None,

    /// <summary>The API rejected the credential: a person must swap it.</summary>
    Credential,

    /// <summary>The credential may not see something.</summary>
    Access,

    /// <summary>The API did not answer as it should: the next pull tries again.</summary>
    Unavailable,

    /// <summary>The plugin is at fault.</summary>
    Defect,
}

/// <summary>Why a connection is not pulled by itself.</summary>
public enum PauseReason
{
    /// <summary>Somebody paused it.</summary>
    Person,

    /// <summary>Its credential was rejected.</summary>
    Credential,

    /// <summary>It failed too often in a row.</summary>
    Failures,

    /// <summary>Its owner left the workspace.</summary>
    Left,
}

/// <summary>What can happen during a pull, besides what its streams say themselves.</summary>
public enum PullEventKind
{
    /// <summary>A worker went on where another had stopped.</summary>
    Resumed,

    /// <summary>Every call waited for the budget.</summary>
    Wait,

    /// <summary>Something that failed by chance was tried again after a pause.</summary>
    Retry,

    /// <summary>Calls were answered with 429. They are repeated; nothing is lost.</summary>
    Refused,
}
