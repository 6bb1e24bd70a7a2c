using System.Diagnostics.Metrics;

namespace BlinkSaaS.Pulls.Budgets;

/// <summary>What is measured of budgets. Never by token or connection: the figures of all of them together.</summary>
internal static class BudgetTelemetry
{
    private static readonly Meter s_meter = new("BlinkSaaS.Pulls.Budgets");

    public static readonly Histogram<double> Waits =
        s_meter.CreateHistogram<double>("blinksaas.budget.wait", "s", "Time that a call waited for its budget.");

    public static readonly Counter<long> Refusals =
        s_meter.CreateCounter<long>("blinksaas.budget.refusals", "{call}", "Calls that were refused with 429 and are repeated.");

    public static readonly Histogram<double> Used =
        s_meter.CreateHistogram<double>("blinksaas.budget.quota.used", "1", "Share of the limit that the calls of the last window used, at each turn in which calls wait.");

    public static readonly Histogram<double> Turns =
        s_meter.CreateHistogram<double>("blinksaas.budget.turn.duration", "s", "Time that a turn at a shared budget took.");

    public static readonly Counter<long> Unreachable =
        s_meter.CreateCounter<long>("blinksaas.budget.unreachable", "{turn}", "Turns that failed because the shared budget could not be reached.");
}
