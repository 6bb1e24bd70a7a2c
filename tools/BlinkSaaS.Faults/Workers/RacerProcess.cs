using System.Diagnostics;
using System.Globalization;
using BlinkSaaS.Benchmarks.Figures;

namespace BlinkSaaS.Faults.Workers;

/// <summary>A running <see cref="Racer"/>: asked a line, answers a line.</summary>
internal sealed class RacerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private RacerProcess(Process process) => _process = process;

    public static async Task<RacerProcess> StartAsync(string database, CancellationToken cancellationToken)
    {
        var racer = new RacerProcess(WorkerProcess.StartProgram(Racer.Command));
        if (await racer.AskAsync(database, cancellationToken) != WorkerEvent.Ready)
            throw new MeasurementException("A racer ended before it began.");
        return racer;
    }

    /// <summary>The fence it got, or null.</summary>
    public async Task<long?> ClaimAsync(CancellationToken cancellationToken) =>
        await AskAsync(Racer.Claim, cancellationToken) is var answer && answer != Racer.Nothing ? long.Parse(answer, CultureInfo.InvariantCulture) : null;

    /// <summary>Whether it can begin a commit under a fence that it got before.</summary>
    public async Task<bool> CommitsAsync(long fence, CancellationToken cancellationToken) =>
        await AskAsync(fence.ToString(CultureInfo.InvariantCulture), cancellationToken) != Racer.Refused;

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<string> AskAsync(string line, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        return await _process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new MeasurementException("A racer ended in the middle.");
    }
}
