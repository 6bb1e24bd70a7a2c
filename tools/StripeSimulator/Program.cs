using System.Diagnostics;
using StripeSimulator;

// StripeSimulator [--urls http://127.0.0.1:5055] [--seed 1] [--customers 40] [--calls-per-second 25] [--without rak_charge_read,rak_event_read] [--parent-pid 1234]
var configuration = new ConfigurationBuilder().AddCommandLine(args).Build();
await using var host = await SimulatorHost.StartAsync(
    new SimulatorOptions
    {
        Seed = configuration.GetValue("seed", 1),
        Customers = configuration.GetValue("customers", 40),
        CallsPerSecond = configuration.GetValue<int?>("calls-per-second", 25),
    },
    TimeProvider.System,
    configuration["urls"] ?? "http://127.0.0.1:5055");
Console.WriteLine($"Sources:stripe:BaseAddress={host.BaseAddress}");
Console.WriteLine($"Restricted API Key: {StripeKey.Restricted.Value}");
if (configuration["without"] is { } permissions)
    Console.WriteLine($"Without {permissions}: {host.Server.Add(StripeKey.Without(permissions.Split(','))).Value}");
if (configuration.GetValue<int?>("parent-pid") is { } parent)
{
    // Whoever started it may be stopped without a word.
    using var starter = Process.GetProcessById(parent);
    await Task.WhenAny(host.WaitForShutdownAsync(), starter.WaitForExitAsync());
}
else
{
    await host.WaitForShutdownAsync();
}
