using BlinkSaaS.Web.Hosting.Database;
using BlinkSaaS.Web.Hosting.Secrets;
using Npgsql;
using Xunit;

namespace BlinkSaaS.TestDatabase;

/// <summary>A migrated database of its own for a test class: use it as <c>IClassFixture</c>.</summary>
public sealed class TestDatabase : IAsyncLifetime
{
    private TestServer? _server;

    /// <summary>Name on the server.</summary>
    public string Name { get; } = $"test_{Guid.NewGuid():n}";

    /// <summary>The four ways in, with the passwords of the test key.</summary>
    public DatabaseConnections Connections { get; private set; } = null!;

    /// <summary>The administrator's way in, as a host's <c>ConnectionStrings:BlinkSaaS</c>.</summary>
    public string Admin => _server!.Admin(Name);

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.Instance;
        await _server.CreateAsync(Name);
        Connections = await new DatabaseRoles(InstanceKey.Parse(TestServer.Key)).ProvisionAsync(Admin, CancellationToken.None);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var connection in (string[])[Connections.Owner, Connections.Web, Connections.Engine, Connections.Maintenance])
        {
            await using var pool = new NpgsqlConnection(connection);
            NpgsqlConnection.ClearPool(pool);
        }

        await _server!.DropAsync(Name);
    }
}
