using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace BlinkSaaS.Sources.Hosting.Http;

/// <summary>Name under which activities and measurements of sources are published.</summary>
public static class SourceTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "BlinkSaaS.Sources";

    internal static readonly ActivitySource Activities = new(Name);

    private static readonly Meter s_meter = new(Name);

    internal static readonly Counter<long> Requests =
        s_meter.CreateCounter<long>("blinksaas.source.requests", "{request}", "Requests that plugins made, each counted once however often it was sent.");

    internal static readonly Histogram<double> Duration =
        s_meter.CreateHistogram<double>("blinksaas.source.request.duration", "s", "Time from a plugin's request to its answer, waiting for the budget included.");

    internal static readonly Counter<long> Calls =
        s_meter.CreateCounter<long>("blinksaas.source.calls", "{call}", "Calls that were sent to sources, repeats included, by status.");
}
