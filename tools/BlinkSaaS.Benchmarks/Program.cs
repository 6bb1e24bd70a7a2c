using BlinkSaaS.Benchmarks.Access;
using BlinkSaaS.Benchmarks.Calls;
using BlinkSaaS.Benchmarks.Due;
using BlinkSaaS.Benchmarks.Estimates;
using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ingest;
using BlinkSaaS.Benchmarks.Isolation;
using BlinkSaaS.Benchmarks.Malice;
using BlinkSaaS.Benchmarks.Pages;
using BlinkSaaS.Benchmarks.Parked;
using BlinkSaaS.Benchmarks.Quota;

if (args is [QuotaWorker.Command])
    return await QuotaWorker.RunAsync(Console.In, Console.Out);

return await MeasuringProgram.RunAsync(
    "BlinkSaaS.Benchmarks",
    new Dictionary<string, Measurement>
    {
        ["ingest"] = new("new, unchanged and changed rows to commit, beside a bare COPY", IngestBenchmark.RunAsync),
        ["memory"] = new("a worker's memory during one long pull", MemoryBenchmark.RunAsync),
        ["purge"] = new("removing a connection with all its records", PurgeBenchmark.RunAsync),
        ["quota"] = new("share of a token's quota that many pulls use, for each shape of window", QuotaBenchmark.RunAsync),
        ["calls"] = new("calls of a first and of a following pull, beside the least possible", CallsBenchmark.RunAsync),
        ["access"] = new("pages with the rule and row-level security, beside the same without", AccessBenchmark.RunAsync),
        ["due"] = new("a million hourly connections whose pulls do nothing: how late they begin", DueBenchmark.RunAsync),
        ["parked"] = new("ten thousand pulls that wait for an API that refuses them: threads, memory, time to go on", ParkedBenchmark.RunAsync),
        ["web"] = new("the connections page while pulls saturate the machine, to the same page idle", WebBenchmark.RunAsync),
        ["isolation"] = new("a plugin in a process of its own, beside the same in the host's process", IsolationBenchmark.RunAsync),
        ["malice"] = new("the connections page and sound pulls while malicious plugins are pulled, to the same page idle", MaliceBenchmark.RunAsync),
        ["estimate"] = new("the calls that are expected of a pull, beside those it takes; the reference is the worst", EstimateBenchmark.RunAsync),
    },
    args);
