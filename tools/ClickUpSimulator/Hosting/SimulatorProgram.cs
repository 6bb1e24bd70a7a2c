namespace ClickUpSimulator.Hosting;

/// <summary>The program around <see cref="SimulatorHost"/>. Exit code 2: it was told something it cannot do.</summary>
internal static class SimulatorProgram
{
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (CommandLine.Parse(arguments, TimeProvider.System, out var line) is { } mistake)
        {
            await errors.WriteLineAsync(mistake);
            return 2;
        }
        if (line.WantsHelp)
        {
            await output.WriteLineAsync(CommandLine.Help);
            return 0;
        }
        SimulatorHost host;
        try
        {
            host = await SimulatorHost.StartAsync(line.Options);
        }
        catch (IOException failure)
        {
            await errors.WriteLineAsync($"{line.Options.Urls} cannot be opened: {failure.Message} Choose another port, or 0 for a free one.");
            return 2;
        }
        await using (host)
        {
            await AnnounceAsync(host, output);
            await RunUntilOverAsync(host, line);
        }
        return 0;
    }

    private static async Task AnnounceAsync(SimulatorHost host, TextWriter output)
    {
        foreach (var token in host.Tokens.All)
            await output.WriteLineAsync($"Token {token.Name}: {token.Secret}");
        await output.WriteLineAsync($"OAuth client: {host.App.ClientId} {host.App.ClientSecret}");
        // The last line: whoever waits for it has the tokens already.
        await output.WriteLineAsync($"ClickUp simulator listening on {host.RootAddress.AbsoluteUri.TrimEnd('/')}");
        await output.FlushAsync();
    }

    private static async Task RunUntilOverAsync(SimulatorHost host, CommandLine line)
    {
        using var over = new CancellationTokenSource();
        List<Task> ends = [host.WaitForShutdownAsync(over.Token)];
        if (line.ParentProcess is { } parent)
            ends.Add(ParentWatch.ParentGoneAsync(parent, TimeProvider.System, over.Token));
        if (line.ExitsWithInput)
            // On a thread of its own: reading the console blocks, whatever its signature says.
            ends.Add(Task.Run(() => ParentWatch.InputClosedAsync(Console.OpenStandardInput(), over.Token), over.Token));
        await Task.WhenAny(ends);
        await over.CancelAsync();
    }
}
