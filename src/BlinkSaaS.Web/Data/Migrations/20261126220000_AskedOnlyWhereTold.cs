using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlinkSaaS.Web.Data.Migrations;

/// <summary>
/// The policies of the engine's tables ask in every statement whether the connection that was told is seen. Where none was told,
/// as on a listing, there is nothing to look up.
/// </summary>
[DbContext(typeof(AppDbContext))]
[Migration("20261126220000_AskedOnlyWhereTold")]
public sealed class AskedOnlyWhereTold : Migration
{
    private const string Signature = "CREATE OR REPLACE FUNCTION pulls.connection_if_visible() RETURNS int LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp";

    private const string Seen = """
        (SELECT c.id FROM connections c
          WHERE c.workspace_id = pulls.workspace() AND c.id = pulls.connection() AND app_role() IS NOT NULL
            AND ((c.deleted_at IS NULL AND (c.owner_id = app_user() OR c.privacy = 0 OR (c.privacy = 2 AND EXISTS (
              SELECT FROM connection_teams t JOIN team_members m ON m.workspace_id = t.workspace_id AND m.team_id = t.team_id
              WHERE t.workspace_id = c.workspace_id AND t.connection_id = c.id AND m.user_id = app_user())))) OR c.id = app_letting_go()))
        """;

    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql($"""
        {Signature} AS $$
        BEGIN
          IF pulls.connection() IS NULL THEN
            RETURN NULL;
          END IF;
          RETURN {Seen};
        END $$;
        """);

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql($"{Signature} AS $$ BEGIN RETURN {Seen}; END $$;");
}
