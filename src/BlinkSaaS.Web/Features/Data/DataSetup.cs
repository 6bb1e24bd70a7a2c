namespace BlinkSaaS.Web.Features.Data;

/// <summary>What browsing and exporting records needs.</summary>
public static class DataSetup
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddDataPages(this IServiceCollection services) => services
        .AddScoped<FindData>()
        .AddScoped<ReadRecords>()
        .AddScoped<ExportRecords>();
}
