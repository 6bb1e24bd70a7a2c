using System;
using BlinkSaaS.Pulls;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlinkSaaS.Web.Data.Migrations
{
    /// <summary>What operators decided about plugins, and how many pulls of each source failed.</summary>
    public partial class DroppedPlugins : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "plugin_decisions",
                columns: table => new
                {
                    key = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    version = table.Column<string>(type: "character varying(160)", maxLength: 160, nullable: false),
                    hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    is_disabled = table.Column<bool>(type: "boolean", nullable: false),
                    decided_by = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_plugin_decisions", x => new { x.key, x.version });
                });
            migrationBuilder.Sql(PullSchema.Script("0021_failures"));
            migrationBuilder.Sql(
                """
                -- Numbers of failed pulls of the last day by source, over the instance: for its operators.
                CREATE FUNCTION failures_by_source() RETURNS TABLE (source text, number int)
                LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
                BEGIN RETURN QUERY SELECT c.source_key::text, count(*)::int
                  FROM pulls.pulls p JOIN connections c ON c.workspace_id = p.workspace_id AND c.id = p.connection_id
                  WHERE p.state = 'failed' AND p.finished_at > now() - interval '1 day' AND c.deleted_at IS NULL GROUP BY c.source_key; END $$;
                REVOKE EXECUTE ON FUNCTION failures_by_source() FROM PUBLIC;
                GRANT EXECUTE ON FUNCTION failures_by_source() TO blink_web;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION failures_by_source(); DROP INDEX pulls.pulls_failed;");
            migrationBuilder.DropTable(
                name: "plugin_decisions");
        }
    }
}
