using System.Diagnostics;
using System.Text.Json;

namespace BlinkSaaS.Sources.Hosting.Tests;

/// <summary>The sandbox as a process of its own.</summary>
public sealed class SandboxTests
{
    [Fact]
    public async Task A_good_plugin_is_described_as_json()
    {
        var (exitCode, output, _) = await RunAsync("describe", "--plugin", TestPlugins.PluginFolder("Good"));

        Assert.Equal(0, exitCode);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("active", json.RootElement.GetProperty("status").GetString());
        Assert.Equal("good", json.RootElement.GetProperty("manifest").GetProperty("key").GetString());
        Assert.Equal("header", json.RootElement.GetProperty("descriptor").GetProperty("authorization").GetProperty("type").GetString());
        Assert.Equal("secret", json.RootElement.GetProperty("descriptor").GetProperty("fields")[0].GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("Crashes", "The flux is not coupled.")]
    [InlineData("Hangs", "did not finish describing itself")]
    [InlineData("WrongContract", "version 2.0 of the contract")]
    public async Task An_unusable_plugin_ends_with_2_and_its_reason(string plugin, string reason)
    {
        var (exitCode, output, errors) = await RunAsync("describe", "--plugin", TestPlugins.PluginFolder(plugin));

        Assert.Equal(2, exitCode);
        Assert.Contains(reason, errors, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(output);
        Assert.Contains(reason, json.RootElement.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anything_else_ends_with_1_and_the_usage()
    {
        var (exitCode, _, errors) = await RunAsync("explain");
        Assert.Equal(1, exitCode);
        Assert.StartsWith("Usage:", errors, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        using var process = Process.Start(new ProcessStartInfo("dotnet", [TestPlugins.Sandbox, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
