namespace BlinkSaaS.Sources.ClickUp;

/// <summary>A page that was asked for, or is being asked for. Its owner locks.</summary>
internal sealed class AskedTaskPage
{
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when whoever asks has an answer, or gave up.</summary>
    public Task Answered => _answered.Task;

    public bool IsAnswered => Slim is not null;

    /// <summary>What is kept of the answer; null while there is none.</summary>
    public SlimTaskPage? Slim { get; private set; }

    /// <summary>The answer itself, while somebody is expected who needs it.</summary>
    public ClickUpAnswer? Whole { get; set; }

    /// <summary>How many of the streams that want little of it have it.</summary>
    public int Taken { get; set; }

    public void Answer(SlimTaskPage slim)
    {
        Slim = slim;
        _answered.TrySetResult();
    }

    public void LetGo() => _answered.TrySetResult();
}

/// <summary>
/// One stream's turn at a page: another one was answered, or it is this stream's to ask. Dispose of it in any case: whoever waits
/// is let go.
/// </summary>
internal sealed class AskingTaskPage(SharedTaskPages shared, string address, AskedTaskPage page) : IDisposable
{
    private readonly bool _isMine = !page.IsAnswered;

    /// <summary>What another stream was answered; null where this one has to ask.</summary>
    public TaskPage? Known => _isMine ? null : page.Slim!.Unpack();

    /// <summary>The whole answer that another stream left; null where this one has to ask.</summary>
    public ClickUpAnswer? TakeWhole() => shared.TakeWhole(page);

    /// <summary>Shares what others need of the answer.</summary>
    public void Answer(TaskPage answered)
    {
        if (_isMine)
            shared.Answer(address, page, answered);
    }

    /// <summary>Shares the answer; the whole of it is left to the stream that needs it, where that is still to come.</summary>
    public (SlimTaskPage Slim, bool Left) Answer(TaskPage answered, ClickUpAnswer? whole, string workspace, TaskWalkState at) =>
        shared.Answer(address, page, answered, whole, workspace, at);

    public void Dispose()
    {
        if (_isMine && !page.IsAnswered)
            shared.LetGo(address, page);
    }
}
