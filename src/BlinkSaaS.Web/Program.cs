using BlinkSaaS.Web.Features.Account;
using BlinkSaaS.Web.Features.Activity;
using BlinkSaaS.Web.Features.Connections;
using BlinkSaaS.Web.Features.Data;
using BlinkSaaS.Web.Features.Demo;
using BlinkSaaS.Web.Features.Hooks;
using BlinkSaaS.Web.Features.Members;
using BlinkSaaS.Web.Features.Plugins;
using BlinkSaaS.Web.Features.Pulls;
using BlinkSaaS.Web.Features.Shared;
using BlinkSaaS.Web.Features.SignIns;
using BlinkSaaS.Web.Features.Teams;
using BlinkSaaS.Web.Features.Workspaces;
using BlinkSaaS.Web.Hosting;
using BlinkSaaS.Web.Jobs;
using BlinkSaaS.Web.Tenancy;

try
{
    var builder = WebApplication.CreateBuilder(args);
    var roles = NodeRoles.From(builder.Configuration);
    var connections = await builder.AddStorageAsync();
    builder.Services.AddSources(builder.Configuration, builder.Environment);
    builder.Services.AddDemo(builder.Configuration, builder.Environment, roles);
    builder.Services.AddJobs(connections, roles);
    builder.Services.AddAccounts();
    builder.Services.AddTenancy();
    builder.Services.AddPageFrame();
    builder.Services.AddWorkspaces();
    builder.Services.AddMembers();
    builder.Services.AddConnectionPages();
    builder.Services.AddSourceSignIns();
    builder.Services.AddWebhooks();
    builder.Services.AddPullPages();
    builder.Services.AddDataPages();
    builder.Services.AddActivity();
    builder.Services.AddTeams();
    builder.Services.AddOperators();
    builder.Services.AddObservability(builder.Configuration);

    var app = builder.Build();
    if (app.Environment.IsProduction())
        app.UseHsts();
    app.UseSecurityHeaders();
    app.UseErrorPages();
    app.UseRouting();
    app.UseAuthentication();
    app.UseAuthorization();
    app.UseTenancy();
    app.MapHealth();
    if (roles.Web)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorPages().WithStaticAssets();
        app.MapConnectionLive();
        app.MapWebhooks();
    }

    await app.RunAsync();
    return 0;
}
catch (StartupException e)
{
    await Console.Error.WriteLineAsync($"BlinkSaaS cannot start. {e.Message}");
    return 1;
}
