using BlinkSaaS.Pulls;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlinkSaaS.Web.Data.Migrations;

/// <summary>Schedules by the clock of a workspace, and the engine's part of what is due.</summary>
public partial class Due : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>(name: "time_zone", table: "workspaces", type: "character varying(64)", maxLength: 64, nullable: false, defaultValue: "UTC");
        migrationBuilder.CreateIndex(name: "ix_connections_budget_key", table: "connections", column: "budget_key");
        migrationBuilder.Sql(PullSchema.Script("0005_due"));
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            DROP FUNCTION pulls.cancel(bigint, int, int, text, timestamptz);
            DROP TABLE pulls.workers;
            ALTER TABLE pulls.pull_streams DROP COLUMN details;
            UPDATE pulls.pulls SET trigger = 'schedule' WHERE trigger = 'retry';
            ALTER TABLE pulls.pulls DROP CONSTRAINT pulls_trigger_check, ADD CONSTRAINT pulls_trigger_check CHECK (trigger IN ('first', 'schedule', 'person'));
            UPDATE pulls.schedules SET pause_reason = 'person' WHERE pause_reason IN ('failures', 'left');
            ALTER TABLE pulls.schedules DROP COLUMN cron, DROP COLUMN time_zone, DROP COLUMN failures, DROP COLUMN retries,
              DROP CONSTRAINT schedules_pause_reason_check, ADD CONSTRAINT schedules_pause_reason_check CHECK (pause_reason IN ('person', 'credential'));
            """);
        migrationBuilder.DropIndex(name: "ix_connections_budget_key", table: "connections");
        migrationBuilder.DropColumn(name: "time_zone", table: "workspaces");
    }
}
