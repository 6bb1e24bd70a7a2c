namespace BlinkSaaS.Benchmarks.Ground;

/// <summary>One run of the program: how much of it is wanted, and the server it stands on.</summary>
internal sealed class Run(string program, bool quick, int seed, TextWriter notes) : IAsyncDisposable
{
    private OwnServer? _server;

    public bool Quick { get; } = quick;

    public int Seed { get; } = seed;

    /// <summary>A line for people, beside the figures.</summary>
    public void Note(string line) => notes.WriteLine(line);

    /// <summary>The PostgreSQL of this program, started at first use and stopped at the end.</summary>
    public async Task<OwnServer> ServerAsync(CancellationToken cancellationToken)
    {
        if (_server is not null)
            return _server;
        _server = await OwnServer.StartAsync(program, Note, cancellationToken);
        Note(await _server.DescribeAsync(cancellationToken));
#if DEBUG
        Note("built as Debug: rates mean little, build with -c Release");
#endif
        return _server;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
