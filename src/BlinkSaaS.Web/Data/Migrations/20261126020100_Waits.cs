using BlinkSaaS.Pulls;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlinkSaaS.Web.Data.Migrations;

/// <summary>What a waiting pull waits for.</summary>
public partial class Waits : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(PullSchema.Script("0010_waits"));

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("ALTER TABLE pulls.pulls DROP COLUMN waiting_for;");
}
