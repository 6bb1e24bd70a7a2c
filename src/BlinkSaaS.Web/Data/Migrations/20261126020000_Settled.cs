using BlinkSaaS.Pulls;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlinkSaaS.Web.Data.Migrations;

/// <summary>Who sees versions, and what people decided about held walks.</summary>
public partial class Settled : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(PullSchema.Script("0009_settled"));

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP INDEX pulls.walks_decided;
        SELECT pulls.protect('pulls.record_versions');
        """);
}
