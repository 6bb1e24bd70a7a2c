using System.Diagnostics;
using System.Globalization;
using BlinkSaaS.TestDatabase;

namespace BlinkSaaS.Web.Tests.Hosting;

/// <summary>The real program: what it says when it cannot start, and how it comes up after it was killed.</summary>
public sealed class ProgramStartTests(ServerFolder folder) : IClassFixture<ServerFolder>
{
    [Theory]
    [InlineData("Secrets__Key", "Secrets__Unrelated", TestServer.Key)]
    [InlineData("ConnectionStrings__BlinkSaaS", "Secrets__Key", TestServer.Key)]
    [InlineData("Roles", "Roles", "web,wroker")]
    public async Task Production_says_what_to_set_and_ends(string named, string setting, string value)
    {
        var untouched = Path.Combine(folder.Folder.Path, "untouched");
        using var program = RunningProgram.Start((setting, value), ("Development__Folder", untouched));

        Assert.Equal(1, await program.EndedAsync());
        Assert.Contains("BlinkSaaS cannot start.", program.Output, StringComparison.Ordinal);
        Assert.Contains(named, program.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", program.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(TestServer.Key, program.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(untouched));
    }

    [Fact]
    public async Task A_killed_program_leaves_its_server_to_the_next_one_which_stops_it_at_its_end()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("A program is asked to end by a signal.");
        using (var killed = Start())
        {
            await killed.ListeningAsync();
            killed.Process.Kill(entireProcessTree: false);
            await killed.EndedAsync();
        }

        Assert.True(folder.IsRunning);
        using var next = Start();
        var address = await next.ListeningAsync();
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
#pragma warning disable RS0030 // One call to a process that the test started.
        using var client = new HttpClient(handler);
#pragma warning restore RS0030
        Assert.Contains("<title>Sign in", await client.GetStringAsync(new Uri(address, "/account/sign-in"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        Terminate(next.Process);
        Assert.Equal(0, await next.EndedAsync());
        Assert.False(folder.IsRunning);
    }

    private RunningProgram Start() => RunningProgram.Start(
        ("ASPNETCORE_ENVIRONMENT", "Development"), ("DOTNET_ENVIRONMENT", "Development"), ("Development__Folder", folder.Folder.Path), ("Demo__Enabled", "false"));

    private static void Terminate(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
