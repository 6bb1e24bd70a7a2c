using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Faults.Scenarios;
using BlinkSaaS.Faults.Workers;

if (args is [Worker.Command])
    return await Worker.RunAsync(Console.In, Console.Out);

return await MeasuringProgram.RunAsync(
    "BlinkSaaS.Faults",
    new Dictionary<string, Measurement>
    {
        ["kill"] = new("workers are killed in the middle of first pulls", Killed.RunAsync),
        ["postgres"] = new("PostgreSQL stops at once in the middle of first pulls, and starts again", DatabaseStopped.RunAsync),
        ["storm"] = new("ClickUp refuses calls with 429, with and without rate headers", Refused.RunAsync),
        ["broken"] = new("ClickUp answers with 5xx, half a body or a page of HTML", BrokenAnswers.RunAsync),
    },
    args);
