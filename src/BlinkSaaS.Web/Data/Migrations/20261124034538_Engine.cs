using BlinkSaaS.Pulls;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlinkSaaS.Web.Data.Migrations;

/// <summary>The engine's schema, and what its role may read of the pages' tables: a connection's credentials, nothing of people.</summary>
public partial class Engine : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(PullSchema.Script("0001_pulls"));
        migrationBuilder.Sql("GRANT SELECT (workspace_id, id, source_key, settings, secrets, budget_key, public_id, deleted_at) ON connections TO blink_engine; GRANT SELECT (id, is_demo) ON workspaces TO blink_engine;");
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP SCHEMA pulls CASCADE;");
}
