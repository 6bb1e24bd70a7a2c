using BlinkSaaS.Pulls;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlinkSaaS.Web.Data.Migrations;

/// <summary>What happens during a pull, beside its counters.</summary>
public partial class PullTimeline : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(PullSchema.Script("0006_timeline"));

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP TABLE pulls.pull_events, pulls.pull_samples;
        ALTER TABLE pulls.pulls DROP COLUMN progress_fence, DROP COLUMN progress_write, DROP COLUMN estimated_calls, DROP COLUMN expected_calls;
        """);
}
