using BlinkSaaS.Pulls;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlinkSaaS.Web.Data.Migrations;

/// <summary>Versions of records, complete walks, and what drifted in a stream's shape.</summary>
public partial class Versions : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(PullSchema.Script("0004_versions"));

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP TABLE pulls.record_versions, pulls.walks, pulls.walk_seen, pulls.stream_drift;
        DROP INDEX pulls.record_bodies_begun;
        ALTER TABLE pulls.streams DROP COLUMN latest, DROP COLUMN recell;
        ALTER TABLE pulls.stream_partitions DROP COLUMN seq, DROP COLUMN complete, DROP COLUMN sight;
        """);
}
