using System.Diagnostics;
using System.Net.Sockets;
using BlinkSaaS.TestDatabase;
using Npgsql;

namespace BlinkSaaS.Web.Tests.Hosting;

/// <summary>Hosts that share the private server, hosts and servers that are killed. Real servers in a folder of their own.</summary>
public sealed class EmbeddedPostgresTests(ServerFolder folder) : IClassFixture<ServerFolder>
{
    [Fact]
    public async Task The_first_host_starts_the_server_and_the_last_one_stops_it()
    {
        var first = await folder.StartAsync();
        var second = await folder.StartAsync();
        Assert.Equal(first.Port, second.Port);

        await first.DisposeAsync();
        Assert.True(folder.IsRunning);
        Assert.Equal(1, await ServerFolder.AskAsync(second.AdminConnectionString, "SELECT 1"));

        await second.DisposeAsync();
        Assert.False(folder.IsRunning);
    }

    [Fact]
    public async Task Hosts_that_start_at_the_same_moment_share_one_server()
    {
        var hosts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(folder.StartAsync)));
        Assert.Single(hosts.Select(host => host.Port).Distinct());

        await Task.WhenAll(hosts.Select(host => host.DisposeAsync().AsTask()));
        Assert.False(folder.IsRunning);
    }

    [Fact]
    public async Task What_a_killed_host_left_running_is_taken_over()
    {
        var killed = await folder.StartAsync();
        await ServerFolder.AskAsync(killed.AdminConnectionString, "CREATE TABLE IF NOT EXISTS kept (n int); INSERT INTO kept VALUES (7)");
        // A killed process leaves no word; its connections are simply gone.
        await ServerFolder.AskAsync(killed.AdminConnectionString, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'BlinkSaaS presence'");

        var next = await folder.StartAsync();
        Assert.Equal(killed.Port, next.Port);
        Assert.Equal(7, await ServerFolder.AskAsync(next.AdminConnectionString, "SELECT max(n) FROM kept"));
        await next.DisposeAsync();
        Assert.False(folder.IsRunning);
        await killed.DisposeAsync();
    }

    [Fact]
    public async Task A_killed_server_is_started_again_on_its_port_with_its_data()
    {
        await using var host = await folder.StartAsync();
        var port = host.Port;
        await ServerFolder.AskAsync(host.AdminConnectionString, "CREATE TABLE IF NOT EXISTS survived (n int); INSERT INTO survived VALUES (41), (42)");
        Assert.False(await host.ReviveAsync(TestContext.Current.CancellationToken));

        await KillAsync();

        Assert.True(await host.ReviveAsync(TestContext.Current.CancellationToken));
        Assert.Equal(port, host.Port);
        Assert.Equal(42, await ServerFolder.AskAsync(host.AdminConnectionString, "SELECT max(n) FROM survived"));
    }

    [Fact]
    public async Task A_killed_server_whose_port_was_taken_meanwhile_moves()
    {
        await using var host = await folder.StartAsync();
        var port = host.Port;
        await KillAsync();
        using var squatter = new TcpListener(System.Net.IPAddress.Loopback, port);
        squatter.Start();

        Assert.True(await host.ReviveAsync(TestContext.Current.CancellationToken));
        Assert.NotEqual(port, host.Port);
        Assert.Equal(1, await ServerFolder.AskAsync(host.AdminConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task A_note_of_a_server_that_names_some_other_program_is_not_believed()
    {
        await (await folder.StartAsync()).DisposeAsync();
        await WritePidFileAsync(Environment.ProcessId);

        await using var host = await folder.StartAsync();
        Assert.Equal(1, await ServerFolder.AskAsync(host.AdminConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task A_note_of_a_server_that_names_another_PostgreSQL_is_not_believed()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Elsewhere a process does not tell where it works.");
        await (await folder.StartAsync()).DisposeAsync();
        await using var elsewhere = new ServerFolder();
        await elsewhere.InitializeAsync();
        await using var other = await elsewhere.StartAsync();
        await WritePidFileAsync(elsewhere.ProcessId);
        try
        {
            await using var host = await folder.StartAsync();
            Assert.Equal(folder.Data, await ServerFolder.AskAsync(host.AdminConnectionString, "SHOW data_directory"));
            Assert.Equal(elsewhere.Data, await ServerFolder.AskAsync(other.AdminConnectionString, "SHOW data_directory"));
        }
        finally
        {
            // Whatever this test finds: nothing may be stopped by that number.
            File.Delete(folder.PidFile);
        }
    }

    [Fact]
    public async Task Nobody_but_this_machine_reaches_it_and_only_with_its_random_password()
    {
        await using var host = await folder.StartAsync();
        Assert.Equal("127.0.0.1", await ServerFolder.AskAsync(host.AdminConnectionString, "SHOW listen_addresses"));
        Assert.Equal("", await ServerFolder.AskAsync(host.AdminConnectionString, "SHOW unix_socket_directories"));
        Assert.Equal("scram-sha-256", await ServerFolder.AskAsync(host.AdminConnectionString, "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules"));
        var wrong = new NpgsqlConnectionStringBuilder(host.AdminConnectionString) { Password = "not the password" }.ConnectionString;
        Assert.Equal(PostgresErrorCodes.InvalidPassword, (await Assert.ThrowsAsync<PostgresException>(() => ServerFolder.AskAsync(wrong, "SELECT 1"))).SqlState);

        var file = folder.Folder.Below("admin-password");
        Assert.Matches("^[0-9a-f]{48}$", File.ReadAllText(file));
        Assert.NotEqual(File.ReadAllText(Path.Combine((await TestServer.Instance).Folder, "admin-password")), File.ReadAllText(file));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(folder.Data) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.OtherExecute));
        }
    }

    private async Task KillAsync()
    {
        using var server = Process.GetProcessById(folder.ProcessId);
        server.Kill();
        await server.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>As a machine that lost its power leaves it: the number belongs to another program after the restart.</summary>
    private Task WritePidFileAsync(int process) => File.WriteAllTextAsync(
        folder.PidFile, $"{process}\n{folder.Data}\n1700000000\n1\n\n127.0.0.1\n\nready   \n", TestContext.Current.CancellationToken);
}
