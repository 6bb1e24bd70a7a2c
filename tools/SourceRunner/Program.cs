using BlinkSaaS.Sources;
using BlinkSaaS.Sources.Hosting;
using SourceRunner;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

try
{
    var arguments = RunnerArguments.Parse(args);
    using var plugin = LoadedPlugin.Load(arguments);
    await (arguments.Verb switch
    {
        "describe" => Show.DescribeAsync(plugin),
        "check" => Show.CheckAsync(plugin, stop.Token),
        "discover" => Show.DiscoverAsync(plugin, stop.Token),
        _ => new ReadStreams(plugin, arguments).RunAsync(stop.Token),
    });
    return 0;
}
catch (UsageException problem)
{
    await Console.Error.WriteLineAsync($"{problem.Message}\n\n{RunnerArguments.Usage}");
    return 2;
}
catch (Exception problem) when (problem is SourceException or SourceNotUsableException)
{
    await Console.Error.WriteLineAsync($"{problem.GetType().Name}: {problem.Message}");
    return 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Stopped.");
    return 130;
}
