namespace BlinkSaaS.Sources.ClickUp;

/// <summary>
/// A walk that needs whole tasks, as the pull's other streams see it: these wait for the pages that it will ask for. Dispose of it
/// in any case: whoever waits is let go.
/// </summary>
internal sealed class TaskLead(SharedTaskPages shared, string workspace) : IDisposable
{
    private TaskWalkState? _at;
    private bool _isAbandoned;
    private volatile bool _rests;

    public string Workspace => workspace;

    /// <summary>Whether the host has what the walk brought and did not ask for more yet. Otherwise it asks ClickUp, and may wait long for its turn.</summary>
    public bool Rests
    {
        get => _rests;
        set => _rests = value;
    }

    /// <summary>Says which page is the next.</summary>
    public void Reach(TaskWalkState at)
    {
        lock (shared.Gate)
        {
            (_at, _isAbandoned) = (at, false);
            shared.Moved();
        }
    }

    /// <summary>Whether the walk will ask for the page that another one stands at. The gate is held.</summary>
    public bool WillAsk(TaskWalkState at) => !_isAbandoned && _at?.Reaches(at) == true;

    /// <summary>Whether a whole answer for that page is of use to the walk, which may have yet to say where it stands. The gate is held.</summary>
    public bool MayNeed(TaskWalkState at) => _at?.Reaches(at) != false;

    /// <summary>Nobody reads on in the walk, for whatever reason: it is not waited for until it moves again. The gate is held.</summary>
    public void Abandon() => _isAbandoned = true;

    /// <summary>The walk has come to its end and needs no further page.</summary>
    public void Finish() => shared.Finished(this);

    public void Dispose() => shared.Ended(this);
}
