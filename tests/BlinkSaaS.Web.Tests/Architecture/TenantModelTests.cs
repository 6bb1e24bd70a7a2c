using BlinkSaaS.Web.Data;
using BlinkSaaS.Web.Tenancy;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace BlinkSaaS.Web.Tests.Architecture;

/// <summary>Everything that belongs to a workspace is kept and filtered by it.</summary>
public sealed class TenantModelTests(TestDatabase.TestDatabase database) : IClassFixture<TestDatabase.TestDatabase>
{
    private static List<IEntityType> Entities()
    {
        using var context = AppDbContextFactory.Create("Host=localhost");
        return [.. context.Model.GetEntityTypes()];
    }

    [Fact]
    public void Everything_with_a_workspace_says_so_and_is_in_the_model()
    {
        var marked = typeof(ITenantOwned).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(ITenantOwned))).ToHashSet();
        var keyed = Entities().Where(entity => entity.FindProperty(nameof(ITenantOwned.WorkspaceId)) is not null).Select(entity => entity.ClrType).ToHashSet();

        Assert.NotEmpty(marked);
        Assert.Equal(marked.Select(type => type.Name).Order(), keyed.Select(type => type.Name).Order());
    }

    [Fact]
    public void Keys_and_unique_indexes_lead_with_the_workspace()
    {
        foreach (var entity in Owned())
        {
            Assert.All(entity.GetKeys(), key => Assert.Equal(nameof(ITenantOwned.WorkspaceId), key.Properties[0].Name));
            Assert.All(entity.GetIndexes().Where(index => index.IsUnique), index => Assert.Equal(nameof(ITenantOwned.WorkspaceId), index.Properties[0].Name));
        }
    }

    [Fact]
    public void Every_query_is_filtered_by_the_workspace()
    {
        foreach (var entity in Owned())
        {
            var filter = entity.FindDeclaredQueryFilter(AppDbContext.TenantFilter);
            Assert.True(filter?.Expression is not null, $"{entity.ClrType.Name} has no filter \"{AppDbContext.TenantFilter}\".");
            Assert.Contains($".{nameof(ITenantOwned.WorkspaceId)} == ", filter!.Expression!.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void References_between_what_workspaces_own_stay_in_the_workspace()
    {
        var owned = Owned().Select(entity => entity.ClrType).ToHashSet();
        foreach (var reference in Owned().SelectMany(entity => entity.GetForeignKeys()).Where(key => owned.Contains(key.PrincipalEntityType.ClrType)))
            Assert.Equal(nameof(ITenantOwned.WorkspaceId), reference.Properties[0].Name);
    }

    [Fact]
    public async Task The_engines_tables_lead_with_the_workspace_too()
    {
        await using var connection = new NpgsqlConnection(database.Connections.Owner);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("""
            SELECT c.relname, (SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] WHERE i.indrelid = c.oid AND i.indisprimary)
            FROM pg_class c WHERE c.relnamespace = 'pulls'::regnamespace AND c.relkind IN ('r', 'p')
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var leading = new Dictionary<string, string?>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            leading[reader.GetString(0)] = await reader.IsDBNullAsync(1, TestContext.Current.CancellationToken) ? null : reader.GetString(1);

        Assert.Contains("records", leading.Keys);
        // Of the instance, not of a workspace: the processes that work, and the budgets of tokens, which workspaces may share.
        Assert.All(leading.Where(table => table.Key is not ("workers" or "api_budget")), table => Assert.Equal("workspace_id", table.Value));
    }

    private static IEnumerable<IEntityType> Owned() => Entities().Where(entity => entity.ClrType.IsAssignableTo(typeof(ITenantOwned)));
}
