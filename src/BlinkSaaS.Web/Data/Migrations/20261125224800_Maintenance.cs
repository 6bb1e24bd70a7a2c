using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlinkSaaS.Web.Data.Migrations;

/// <summary>What the role of the jobs that tidy up may do: see, change and remove what workspaces own, and reach people by mail.</summary>
[DbContext(typeof(AppDbContext))]
[Migration("20261125224800_Maintenance")]
public sealed class Maintenance : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        GRANT SELECT, UPDATE, DELETE ON workspaces, members, teams, team_members, connections, connection_teams, connection_drafts TO blink_maintenance;
        GRANT SELECT (id, email, display_name, is_demo) ON "AspNetUsers" TO blink_maintenance;
        """);

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        REVOKE ALL ON workspaces, members, teams, team_members, connections, connection_teams, connection_drafts, "AspNetUsers" FROM blink_maintenance;
        """);
}
