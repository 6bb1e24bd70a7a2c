using BlinkSaaS.Web.Hosting;

try
{
    var builder = WebApplication.CreateBuilder(args);
    await builder.AddStorageAsync();

    var app = builder.Build();
    app.MapGet("/", () => "BlinkSaaS");
    await app.RunAsync();
    return 0;
}
catch (StartupException e)
{
    await Console.Error.WriteLineAsync($"BlinkSaaS cannot start. {e.Message}");
    return 1;
}
