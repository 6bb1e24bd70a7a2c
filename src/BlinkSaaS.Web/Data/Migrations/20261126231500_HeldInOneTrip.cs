using BlinkSaaS.Pulls;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlinkSaaS.Web.Data.Migrations;

/// <summary>The check of a pull's lease as a statement that ends those sent with it.</summary>
[DbContext(typeof(AppDbContext))]
[Migration("20261126231500_HeldInOneTrip")]
public sealed class HeldInOneTrip : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(PullSchema.Script("0022_hold"));

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP FUNCTION pulls.hold(bigint, int, bigint);");
}
