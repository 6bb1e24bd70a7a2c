using BlinkSaaS.Benchmarks.Calls;
using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Benchmarks.Ingest;
using BlinkSaaS.Benchmarks.Quota;

return await MeasuringProgram.RunAsync(
    "BlinkSaaS.Benchmarks",
    new Dictionary<string, Measurement>
    {
        ["ingest"] = new("new, unchanged and changed rows to commit, beside a bare COPY", IngestBenchmark.RunAsync),
        ["quota"] = new("share of a token's quota that many pulls use, for each shape of window", QuotaBenchmark.RunAsync),
        ["calls"] = new("calls of a first and of a following pull, beside the least possible", CallsBenchmark.RunAsync),
    },
    args);
