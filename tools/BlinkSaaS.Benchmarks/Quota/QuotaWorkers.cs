using System.Diagnostics;
using System.Text.Json;
using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ground;

namespace BlinkSaaS.Benchmarks.Quota;

/// <summary>The worker processes of a measurement: this program, started once more for each.</summary>
internal sealed class QuotaWorkers : IAsyncDisposable
{
    public const int Processes = 2;

    private readonly List<Process> _processes = [];

    public static async Task<QuotaWorkers> StartAsync(OwnDatabase database, IReadOnlyList<TokenUnderLoad> loads, CancellationToken cancellationToken)
    {
        var workers = new QuotaWorkers();
        try
        {
            foreach (var number in Enumerable.Range(0, Processes))
            {
                var process = Start();
                workers._processes.Add(process);
                await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(
                    new WorkerTask(database.EngineConnection, [.. loads.Select(load => load.Part(number, Processes))])));
                await process.StandardInput.FlushAsync(cancellationToken);
            }

            // All begin together, when all are ready.
            foreach (var process in workers._processes)
            {
                if (await process.StandardOutput.ReadLineAsync(cancellationToken) != "ready")
                    throw new MeasurementException("A worker ended before it began.");
            }

            foreach (var process in workers._processes)
            {
                await process.StandardInput.WriteLineAsync("go");
                await process.StandardInput.FlushAsync(cancellationToken);
            }

            return workers;
        }
        catch
        {
            await workers.DisposeAsync();
            throw;
        }
    }

    public void EnsureRunning()
    {
        if (_processes.Exists(process => process.HasExited))
            throw new MeasurementException("A worker ended before the windows were over.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            process.StandardInput.Close();
        foreach (var process in _processes)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
            }

            process.Dispose();
        }
    }

    private static Process Start()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "BlinkSaaS.Benchmarks.dll");
        var dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        return Process.Start(new ProcessStartInfo(dotnet, [program, QuotaWorker.Command]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }
}
