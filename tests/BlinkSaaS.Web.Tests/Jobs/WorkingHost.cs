extern alias simulator;

using BlinkSaaS.Web.Tests.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using simulator::ClickUpSimulator;
using simulator::ClickUpSimulator.Limits;
using simulator::ClickUpSimulator.Worlds;

namespace BlinkSaaS.Web.Tests.Jobs;

/// <summary>Pages and worker in one process, with everything that it logs.</summary>
public sealed class WorkingHost : ConnectionHost
{
    public CapturedLogs Logs { get; } = new();

    protected override string Roles => "web,worker";

    /// <summary>Archived lists, folderless lists, subtasks, closed tasks, short pages, a hundred calls a minute.</summary>
    protected override SimulatorOptions World => new()
    {
        World = WorldOptions.Small with { TasksPerList = 20, ArchivedListShare = 0.25, ArchivedTaskShare = 0.2 },
        Modes = new Modes { ShortPages = true },
        RateLimit = new RateLimitSettings { Limit = 100 },
    };

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureServices(services => services.AddLogging(logging => logging.AddProvider(Logs).AddFilter<CapturedLogs>(null, LogLevel.Trace)));
    }
}
