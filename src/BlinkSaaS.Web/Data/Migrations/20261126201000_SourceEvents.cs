using System;
using BlinkSaaS.Pulls;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlinkSaaS.Web.Data.Migrations
{
    /// <summary>Webhooks of connections, states of sign-ins at sources, and the engine's part of small pulls.</summary>
    public partial class SourceEvents : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "connection_webhooks",
                columns: table => new
                {
                    workspace_id = table.Column<long>(type: "bigint", nullable: false),
                    connection_id = table.Column<int>(type: "integer", nullable: false),
                    address = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    is_on = table.Column<bool>(type: "boolean", nullable: false),
                    subscriptions = table.Column<byte[]>(type: "bytea", nullable: true),
                    number = table.Column<int>(type: "integer", nullable: false),
                    problem = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    checked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    next_check_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_event_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_connection_webhooks", x => new { x.workspace_id, x.connection_id });
                    table.ForeignKey(
                        name: "fk_connection_webhooks_connections_workspace_id_connection_id",
                        columns: x => new { x.workspace_id, x.connection_id },
                        principalTable: "connections",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "used_sign_ins",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_used_sign_ins", x => x.hash);
                });

            migrationBuilder.CreateIndex(
                name: "ix_connection_webhooks_address",
                table: "connection_webhooks",
                column: "address");

            migrationBuilder.CreateIndex(
                name: "ix_connection_webhooks_next_check_at",
                table: "connection_webhooks",
                column: "next_check_at",
                filter: "next_check_at IS NOT NULL");

            // The receiver and the job that keeps webhooks serve nobody in particular: they run as the engine's role.
            migrationBuilder.Sql("""
                ALTER TABLE connection_webhooks ENABLE ROW LEVEL SECURITY;
                CREATE POLICY seen ON connection_webhooks TO blink_web USING (
                  workspace_id = (SELECT pulls.workspace()) AND connection_id IN (SELECT pulls.visible_connections()));
                CREATE POLICY kept ON connection_webhooks TO blink_engine USING (true);
                CREATE POLICY maintained ON connection_webhooks TO blink_maintenance USING (true);
                GRANT SELECT, UPDATE ON connection_webhooks TO blink_engine;
                GRANT SELECT, DELETE ON connection_webhooks TO blink_maintenance;
                """);
            migrationBuilder.Sql(PullSchema.Script("0020_webhooks"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                UPDATE pulls.pulls SET trigger = 'schedule' WHERE trigger = 'webhook';
                ALTER TABLE pulls.pulls DROP CONSTRAINT pulls_trigger_check, ADD CONSTRAINT pulls_trigger_check CHECK (trigger IN ('first', 'schedule', 'person', 'retry'));
                REVOKE UPDATE (trigger, started_by, "full") ON pulls.pulls FROM blink_web;
                ALTER TABLE pulls.schedules DROP COLUMN regular_at;
                DROP TABLE pulls.told;
                """);
            migrationBuilder.DropTable(
                name: "connection_webhooks");

            migrationBuilder.DropTable(
                name: "used_sign_ins");
        }
    }
}
