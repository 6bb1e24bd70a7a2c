using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Faults.Scenarios;
using BlinkSaaS.Faults.Workers;

if (args is [Worker.Command])
    return await Worker.RunAsync(Console.In, Console.Out);

if (args is [Racer.Command])
    return await Racer.RunAsync(Console.In, Console.Out);

return await MeasuringProgram.RunAsync(
    "BlinkSaaS.Faults",
    new Dictionary<string, Measurement>
    {
        ["kill"] = new("workers are killed in the middle of first pulls", Killed.RunAsync),
        ["freeze"] = new("a worker is frozen in the middle of pulls for twice its lease, and goes on", Frozen.RunAsync),
        ["postgres"] = new("PostgreSQL stops at once in the middle of first pulls, and starts again", DatabaseStopped.RunAsync),
        ["storm"] = new("ClickUp refuses calls with 429, with and without rate headers", Refused.RunAsync),
        ["broken"] = new("ClickUp answers with 5xx, half a body, HTML, broken JSON, too slowly or with 50 MB", BrokenAnswers.RunAsync),
        ["reset"] = new("the header that says when a window ends is wrong or missing", WrongResets.RunAsync),
        ["revoked"] = new("the token is revoked in the middle of a first pull", Revoked.RunAsync),
        ["changes"] = new("tasks are created, moved and deleted while pages are walked", Changing.RunAsync),
        ["drift"] = new("the objects of ClickUp get a field more and another type", Drifted.RunAsync),
        ["race"] = new("two workers reach for the same pull at the same moment", Raced.RunAsync),
        ["full"] = new("the disk is full in the middle of first pulls", DiskFull.RunAsync),
        ["pool"] = new("a worker has far too few connections to the database", PoolExhausted.RunAsync),
        ["soak"] = new("all of it together, over and over", Soak.RunAsync),
    },
    args);
