namespace SourceRunner;

/// <summary>What a source says about itself, on the console.</summary>
internal static class Show
{
    public static Task DescribeAsync(LoadedPlugin loaded)
    {
        var (plugin, source) = (loaded.Plugin, loaded.Descriptor);
        Console.WriteLine($"{source.Name} ({source.Key}), plugin {plugin.Version} by {plugin.Publisher}, contract {plugin.Manifest!.Contract}");
        Console.WriteLine(source.Description);
        Console.WriteLine(source.BaseAddressField is { } typed ? $"Calls the address in {typed}" : $"Calls {source.BaseAddress}, hosts {string.Join(", ", plugin.Manifest.Hosts)}");
        Console.WriteLine($"At most {source.RateLimit.Permits} calls in {source.RateLimit.Window.TotalSeconds:0} s until headers say more, {source.RateLimit.MaxConcurrency} at once");
        Console.WriteLine("Asks for:");
        foreach (var field in source.Fields)
            Console.WriteLine($"  {field.Key}: {field.Label} ({field.Kind}{(field.Required ? ", required" : "")}) {field.Help}");
        Console.WriteLine(plugin.Guide is { } guide ? $"Guide of {guide.Length} characters" : "No guide: add guide.md beside plugin.json.");
        return Task.CompletedTask;
    }

    public static async Task CheckAsync(LoadedPlugin loaded, CancellationToken cancellationToken)
    {
        using var session = loaded.Open();
        var result = await session.Source.CheckAsync(session, cancellationToken);
        Console.WriteLine($"Credential of {result.Account}");
        foreach (var sight in result.Sees)
            Console.WriteLine($"  {sight.What}: {sight.Count}");
        foreach (var warning in result.Warnings)
            Console.WriteLine($"  warning: {warning}");
        if (result.EstimatedCalls is { } calls)
            Console.WriteLine($"A first pull takes about {calls} calls.");
        Console.WriteLine($"{session.Meter.Calls} calls for this check");
    }

    public static async Task DiscoverAsync(LoadedPlugin loaded, CancellationToken cancellationToken)
    {
        using var session = loaded.Open();
        await foreach (var stream in session.Source.DiscoverAsync(session, cancellationToken))
        {
            Console.WriteLine($"{stream.Name}: {stream.Title}{(stream.Incremental ? ", incremental" : "")}{(stream.SelectedByDefault ? "" : ", not selected by default")}");
            Console.WriteLine($"  {stream.Description}");
            Console.WriteLine($"  key {string.Join(", ", stream.PrimaryKey)}{(stream.VersionColumn is { } version ? $"; version {version}" : "")}");
            foreach (var column in stream.Columns)
                Console.WriteLine($"    {column.Name,-22} {column.Type,-10} {column.Title}");
        }
    }
}
