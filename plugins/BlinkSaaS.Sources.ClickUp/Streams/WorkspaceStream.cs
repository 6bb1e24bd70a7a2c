namespace BlinkSaaS.Sources.ClickUp.Streams;

/// <summary>A stream that is asked for once for each ClickUp Workspace, every six hours.</summary>
internal abstract class WorkspaceStream : ClickUpStream
{
    public override IAsyncEnumerable<SourceMessage> ReadAsync(
        ISourceContext context, ReadRequest request, CancellationToken cancellationToken) =>
        WorkspaceWalk.ReadAsync(context, request, (workspace, token) => ReadAsync(context, workspace, token), cancellationToken);

    protected abstract Task<IEnumerable<SourceMessage>> ReadAsync(ISourceContext context, Workspace workspace, CancellationToken cancellationToken);
}
