using System.Reflection;
using BlinkSaaS.Web.Tests.Account;
using BlinkSaaS.Web.Tests.Connections;
using Microsoft.AspNetCore.Hosting;

namespace BlinkSaaS.Web.Tests.Plugins;

/// <summary>A host with an operator and a plugins folder of its own.</summary>
public class PluginsHost : ConnectionHost
{
    private const string Address = "operator@example.com";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugins");
    private Browser? _operator;

    /// <summary>Where plugins are dropped.</summary>
    public string Folder => _folder.FullName;

    /// <summary>Puts a built plugin for tests into the folder.</summary>
    public string Drop(string plugin, string name)
    {
        var built = typeof(PluginsHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "TestPlugins").Value!;
        var from = Directory.GetDirectories(Directory.GetDirectories(Path.Combine(built, plugin)).Single()).Single();
        var to = _folder.CreateSubdirectory(name).FullName;
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        return to;
    }

    /// <summary>The operator's browser.</summary>
    public async Task<Browser> OperatorAsync()
    {
        if (_operator is not null)
            return _operator;
        _operator = Browse();
        await _operator.RegisterAsync(Address);
        await _operator.SendAsync(await this.LinkAsync(Address, "Confirm your address"), new() { ["Password"] = People.Password });
        return _operator;
    }

    /// <summary>The page, once it says something.</summary>
    public async Task<PageAnswer> WaitForAsync(Func<PageAnswer, bool> condition)
    {
        var browser = await OperatorAsync();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        using var often = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            var page = await browser.OpenAsync("/plugins");
            if (condition(page))
                return page;
            await often.WaitForNextTickAsync(patience.Token);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _operator?.Dispose();
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Folder, File.GetUnixFileMode(Folder) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        base.ConfigureWebHost(builder);
        builder.UseSetting("Operators:Emails:0", Address);
        builder.UseSetting("Sources:DropInFolder", Folder);
    }
}
