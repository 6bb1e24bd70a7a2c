namespace BlinkSaaS.Sources.ClickUp;

/// <summary>
/// Pages of tasks that one stream of a pull asked for, for its other streams: one needs all that ClickUp says of a task, others
/// no more than which tasks there are. Whoever comes first asks; what the others need of the answer is kept for them.
/// <list type="bullet">
/// <item>Streams that need little follow the one that needs all (<see cref="TaskLead"/>) for as long as it moves: what it will
/// ask for they do not.</item>
/// <item>Where it has not begun, they ask, and leave it the whole answers of a few pages: it begins at the same time.</item>
/// <item>Kept is little of each page, and that up to a bound: where one stream is very far behind, as comments are with a call
/// for each task, it asks for the pages beyond by itself.</item>
/// </list>
/// A page whose asking failed is asked for again by whoever needs it next, and a stream that ended, failed or was never read is
/// waited for by nobody.
/// </summary>
internal sealed class SharedTaskPages(TimeProvider clock)
{
    /// <summary>Packed pages of some 130,000 tasks.</summary>
    private const int MostBytes = 4 << 20;

    /// <summary>Kept before any stream said that it will want them: streams begin together.</summary>
    private const int MostBytesUnwanted = 256 << 10;

    /// <summary>Whole answers, of some megabytes each, that wait for the walk that needs them: one for each partition that may be read at once.</summary>
    private const int MostWhole = 8;

    /// <summary>How long a walk may rest before it is thought to be left alone.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, AskedTaskPage> _pages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskLead> _leads = new(StringComparer.Ordinal);
    private readonly HashSet<string> _finished = new(StringComparer.Ordinal);
    private readonly HashSet<string> _wanting = new(StringComparer.Ordinal);
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _leadExpected;
    private int _bytes, _whole;

    /// <summary>Held for all that changes.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The stream will want little of each page.</summary>
    public void Want(string stream)
    {
        lock (Gate)
            _wanting.Add(stream);
    }

    /// <summary>A stream that needs whole tasks is read in this pull.</summary>
    public void ExpectLead()
    {
        lock (Gate)
            _leadExpected = true;
    }

    /// <summary>Begins a walk that needs whole tasks.</summary>
    public TaskLead Lead(string workspace)
    {
        lock (Gate)
            return _leads[workspace] = new TaskLead(this, workspace);
    }

    /// <summary>For a stream that needs little: the page, or the turn to ask for it.</summary>
    public async Task<AskingTaskPage> AskSlimAsync(string address, string workspace, TaskWalkState at, CancellationToken cancellationToken)
    {
        AskedTaskPage? page = null;
        while (true)
        {
            Task waiting;
            lock (Gate)
            {
                // One that was just answered may not be kept.
                if (page?.IsAnswered != true)
                    page = _pages.GetValueOrDefault(address);
                if (page?.IsAnswered == true)
                {
                    page.Taken++;
                    return new AskingTaskPage(this, address, page);
                }

                if (page is null && LeadOf(workspace)?.WillAsk(at) != true)
                    return Begin(address);
                waiting = page?.Answered ?? _moved.Task;
            }

            await WaitAsync(waiting, workspace, cancellationToken);
        }
    }

    /// <summary>For the stream that needs all: the whole answer, or the turn to ask for it.</summary>
    public async Task<AskingTaskPage> AskWholeAsync(string address, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task waiting;
            lock (Gate)
            {
                if (!_pages.TryGetValue(address, out var page))
                    return Begin(address);
                if (page.IsAnswered)
                    return new AskingTaskPage(this, address, page);
                waiting = page.Answered;
            }

            await waiting.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Something moved: whoever waits looks again. The gate is held.</summary>
    public void Moved()
    {
        _moved.TrySetResult();
        _moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Finished(TaskLead lead)
    {
        lock (Gate)
            _finished.Add(lead.Workspace);
    }

    public void Ended(TaskLead lead)
    {
        lock (Gate)
        {
            if (LeadOf(lead.Workspace) == lead)
                _leads.Remove(lead.Workspace);
            Moved();
        }
    }

    /// <summary>Keeps what others need of an answer, as far as there is room.</summary>
    public void Answer(string address, AskedTaskPage asked, TaskPage page)
    {
        lock (Gate)
        {
            if (_wanting.Count == 0 && _bytes >= MostBytesUnwanted)
            {
                LetGo(address, asked);
                return;
            }
        }

        var slim = SlimTaskPage.Of(page);
        lock (Gate)
            Keep(address, asked, slim);
    }

    /// <summary>
    /// The same, and leaves the whole answer to a walk that will need it: one that has yet to begin, or to come to that page.
    /// </summary>
    public (SlimTaskPage Slim, bool Left) Answer(string address, AskedTaskPage asked, TaskPage page, ClickUpAnswer? answer, string workspace, TaskWalkState at)
    {
        var slim = SlimTaskPage.Of(page);
        lock (Gate)
        {
            var isNeeded = LeadOf(workspace) is { } lead ? lead.MayNeed(at) : _leadExpected && !_finished.Contains(workspace);
            var leaves = answer is not null && isNeeded && _whole < MostWhole && Keep(address, asked, slim);
            if (leaves)
                (asked.Whole, _whole) = (answer, _whole + 1);
            else if (!asked.IsAnswered)
                Keep(address, asked, slim);
            return (slim, leaves);
        }
    }

    public ClickUpAnswer? TakeWhole(AskedTaskPage page)
    {
        lock (Gate)
        {
            if (page.Whole is not { } whole)
                return null;
            (page.Whole, _whole) = (null, _whole - 1);
            return whole;
        }
    }

    /// <summary>Whoever asked got no answer, or one that nobody else needs.</summary>
    public void LetGo(string address, AskedTaskPage page)
    {
        lock (Gate)
        {
            if (_pages.GetValueOrDefault(address) == page)
                _pages.Remove(address);
            page.LetGo();
        }
    }

    private AskingTaskPage Begin(string address) => new(this, address, _pages[address] = new AskedTaskPage());

    private TaskLead? LeadOf(string workspace) => _leads.GetValueOrDefault(workspace);

    private async Task WaitAsync(Task something, string workspace, CancellationToken cancellationToken)
    {
        try
        {
            await something.WaitAsync(Patience, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            lock (Gate)
            {
                if (LeadOf(workspace) is { Rests: true } lead)
                    lead.Abandon();
            }
        }
    }

    private bool Keep(string address, AskedTaskPage asked, SlimTaskPage slim)
    {
        asked.Answer(slim);
        var room = (_wanting.Count > 0 ? MostBytes : MostBytesUnwanted) - slim.Bytes;
        if (_bytes > room)
            LetGoOfTaken();
        if (_bytes > room)
            return !_pages.Remove(address);
        _bytes += slim.Bytes;
        return true;
    }

    private void LetGoOfTaken()
    {
        foreach (var (address, page) in _pages.Where(page => page.Value is { IsAnswered: true, Whole: null } && page.Value.Taken >= _wanting.Count).ToList())
        {
            _pages.Remove(address);
            _bytes -= page.Slim!.Bytes;
        }
    }
}
