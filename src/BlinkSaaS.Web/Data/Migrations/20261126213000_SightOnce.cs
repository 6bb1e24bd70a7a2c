using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlinkSaaS.Web.Data.Migrations;

/// <summary>
/// The list of what a person sees, which the policies ask once for each table of a statement: the same rule as in
/// <see cref="Access"/>, with person and workspace read once instead of once a connection, and the person's teams as one list.
/// </summary>
[DbContext(typeof(AppDbContext))]
[Migration("20261126213000_SightOnce")]
public sealed class SightOnce : Migration
{
    private const string Checked = "LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp";

    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql($$"""
        CREATE OR REPLACE FUNCTION pulls.visible_connections() RETURNS SETOF int {{Checked}} AS $$
        DECLARE
          place bigint := pulls.workspace();
          person uuid := app_user();
          going int := app_letting_go();
        BEGIN
          IF EXISTS (SELECT FROM members WHERE workspace_id = place AND user_id = person) THEN
            RETURN QUERY SELECT c.id FROM connections c
              WHERE c.workspace_id = place AND ((c.deleted_at IS NULL AND (c.owner_id = person OR c.privacy = 0 OR (c.privacy = 2 AND c.id IN (
                SELECT t.connection_id FROM team_members m JOIN connection_teams t ON t.workspace_id = m.workspace_id AND t.team_id = m.team_id
                WHERE m.workspace_id = place AND m.user_id = person)))) OR c.id = going);
          END IF;
        END $$;
        """);

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql($$"""
        CREATE OR REPLACE FUNCTION pulls.visible_connections() RETURNS SETOF int {{Checked}} AS $$
        BEGIN RETURN QUERY SELECT c.id FROM connections c
          WHERE c.workspace_id = pulls.workspace() AND app_role() IS NOT NULL AND ((c.deleted_at IS NULL AND (c.owner_id = app_user() OR c.privacy = 0 OR (c.privacy = 2 AND EXISTS (
            SELECT FROM connection_teams t JOIN team_members m ON m.workspace_id = t.workspace_id AND m.team_id = t.team_id
            WHERE t.workspace_id = c.workspace_id AND t.connection_id = c.id AND m.user_id = app_user())))) OR c.id = app_letting_go()); END $$;
        """);
}
