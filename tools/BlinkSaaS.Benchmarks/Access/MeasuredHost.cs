using System.Net;
using System.Text.RegularExpressions;
using BlinkSaaS.Benchmarks.Figures;
using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Features.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BlinkSaaS.Benchmarks.Access;

/// <summary>The program as it serves, on a database that is there; or without its filter and without telling the database for whom.</summary>
internal sealed partial class MeasuredHost(string database, string key, bool guarded) : WebApplicationFactory<AppDbContext>
{
    private HttpClient? _client;

    /// <summary>Signs a person in.</summary>
    public async Task SignInAsync(string email, string password, CancellationToken cancellationToken)
    {
        _client = CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
        var form = Token().Match(await _client.GetStringAsync("/account/sign-in", cancellationToken)).Groups[1].Value;
        using var fields = new FormUrlEncodedContent(new Dictionary<string, string> { ["Email"] = email, ["Password"] = password, ["__RequestVerificationToken"] = form });
        using var answer = await _client.PostAsync("/account/sign-in", fields, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Redirect)
            throw new MeasurementException($"The sign-in answered {answer.StatusCode}.");
    }

    /// <summary>Opens a page, which must hold what is expected.</summary>
    public async Task OpenAsync(string url, string holds, CancellationToken cancellationToken)
    {
        var page = await _client!.GetStringAsync(url, cancellationToken);
        if (!page.Contains(holds, StringComparison.Ordinal))
            throw new MeasurementException($"{url} does not hold {holds}.");
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseContentRoot(AppContext.BaseDirectory); // what it reads lies beside this program
        builder.UseSetting("ConnectionStrings:BlinkSaaS", database);
        builder.UseSetting("Secrets:Key", key);
        builder.UseSetting("Roles", "web");
        builder.UseSetting("Demo:Enabled", "false");
        builder.ConfigureLogging(logging => logging.ClearProviders());
        if (!guarded)
            builder.ConfigureServices(Unguard);
    }

    private static void Unguard(IServiceCollection services)
    {
        services.RemoveAll<DbContextOptions<AppDbContext>>();
        services.RemoveAll<IDbContextOptionsConfiguration<AppDbContext>>();
        services.AddDbContext<AppDbContext>((provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
            .UseSnakeCaseNamingConvention().ReplaceService<IModelCustomizer, WithoutAccessFilter>());
    }

    private sealed class WithoutAccessFilter(ModelCustomizerDependencies dependencies) : RelationalModelCustomizer(dependencies)
    {
        public override void Customize(ModelBuilder modelBuilder, DbContext context)
        {
            base.Customize(modelBuilder, context);
            modelBuilder.Entity<Connection>().HasQueryFilter(AppDbContext.AccessFilter, null);
        }
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
