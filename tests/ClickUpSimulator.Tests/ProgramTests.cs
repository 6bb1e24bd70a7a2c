using System.Diagnostics;
using ClickUpSimulator.Hosting;

namespace ClickUpSimulator.Tests;

public sealed class ProgramTests
{
    private const string Listening = "ClickUp simulator listening on ";

    [Theory]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://[::]:5080")]
    [InlineData("http://*:5080")]
    [InlineData("http://192.168.1.4:5080")]
    [InlineData("http://clickup.example:5080")]
    [InlineData("http://127.0.0.1:0;http://0.0.0.0:0")]
    public async Task An_address_beyond_loopback_is_refused(string urls)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();

        var code = await SimulatorProgram.RunAsync(["--urls", urls], output, errors);

        Assert.Equal(2, code);
        Assert.NotEmpty(errors.ToString());
        Assert.Empty(output.ToString());
        await Assert.ThrowsAsync<ArgumentException>(() => SimulatorHost.StartAsync(new SimulatorOptions { Urls = urls }, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("--colour", "blue")]
    [InlineData("--world", "huge")]
    [InlineData("--limit", "many")]
    [InlineData("--window-kind", "round")]
    public async Task A_wrong_option_is_refused(string option, string value)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();

        Assert.Equal(2, await SimulatorProgram.RunAsync([option, value], output, errors));
        Assert.NotEmpty(errors.ToString());
    }

    [Fact]
    public void Options_reach_the_simulator()
    {
        var mistake = CommandLine.Parse(["--world", "small", "--seed=7", "--limit", "1000", "--window", "10", "--window-kind", "sliding", "--latency", "40", "--short-pages", "--no-last-page", "--base-date", "2026-02-03"], TimeProvider.System, out var line);

        Assert.Null(mistake);
        Assert.Equal(7, line.Options.World.Seed);
        Assert.Equal(new DateTimeOffset(2026, 2, 3, 0, 0, 0, TimeSpan.Zero), line.Options.World.BaseDate);
        Assert.Equal((1000, 10, Limits.WindowKind.Sliding), (line.Options.RateLimit.Limit, line.Options.RateLimit.Window.TotalSeconds, line.Options.RateLimit.Kind));
        Assert.Equal(40, line.Options.Latency.TotalMilliseconds);
        Assert.True(line.Options.Modes is { ShortPages: true, TeamPagesGiveLastPage: false });
    }

    [Fact]
    public async Task The_program_ends_when_its_input_closes_and_so_does_one_that_watches_it()
    {
        using var parent = Launch("--exit-with-stdin");
        var root = await ReadyAsync(parent);
        using var child = Launch("--parent-pid", parent.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await ReadyAsync(child);
        using var api = new ApiClient(new Uri(root, "api/"), "");
        Assert.Equal("OAUTH_017", (await api.GetAsync("v2/user")).Code);

        parent.StandardInput.Close();

        await parent.WaitForExitAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, 0), (parent.ExitCode, child.ExitCode));
    }

    private static Process Launch(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList = { typeof(SimulatorHost).Assembly.Location, "--world", "small" },
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // Neither may open an address of its own.
        start.Environment["ASPNETCORE_URLS"] = "http://0.0.0.0:0";
        start.Environment["Kestrel__Endpoints__Open__Url"] = "http://0.0.0.0:0";
        return Process.Start(start)!;
    }

    private static async Task<Uri> ReadyAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            if (line.StartsWith(Listening, StringComparison.Ordinal))
            {
                var address = new Uri(line[Listening.Length..]);
                Assert.True(address.IsLoopback);
                return address;
            }
        throw new InvalidOperationException("The simulator ended before it listened.");
    }
}
