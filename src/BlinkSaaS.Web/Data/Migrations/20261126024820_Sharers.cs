using System;
using BlinkSaaS.Pulls;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlinkSaaS.Web.Data.Migrations;

/// <summary>Who shared what; the audit log tells of sign-ins; cancelling a pull asks the rule in the database, too.</summary>
public partial class Sharers : Migration
{
    private const string Functions = """
        -- The host's rule for pulls.cancel: seen, and no Viewer.
        CREATE OR REPLACE FUNCTION pulls.may_use(connection int) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        BEGIN RETURN coalesce(app_role() <= 2, false) AND connection IN (SELECT pulls.visible_connections()); END $$;
        REVOKE EXECUTE ON FUNCTION pulls.may_use(int) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION pulls.may_use(int) TO blink_web, blink_engine;

        -- Copies something that happened to an account to the logs of the person's workspaces, without the network address. It
        -- takes nothing but the identifier: whoever calls it cannot make anything up.
        CREATE FUNCTION audit_account_event(event uuid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
          INSERT INTO audit_entries (workspace_id, id, at, actor_id, actor_name, action, kind, target_id, target_name, detail)
          SELECT m.workspace_id, audit_id(), e.at, u.id, u.display_name, 'Member' || e.action, 'Member', u.id::text, u.display_name, e.browser
          FROM account_events e JOIN "AspNetUsers" u ON u.id = e.user_id JOIN members m ON m.user_id = u.id
          WHERE e.id = event
        $$;
        REVOKE ALL ON FUNCTION audit_account_event(uuid) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION audit_account_event(uuid) TO blink_web;
        """;

    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<Guid>(name: "privacy_set_by_id", table: "connections", type: "uuid", nullable: true);
        migrationBuilder.AddColumn<Guid>(name: "shared_by_id", table: "connection_teams", type: "uuid", nullable: true);
        migrationBuilder.Sql("UPDATE connections SET privacy_set_by_id = owner_id WHERE privacy_set_at = created_at AND handed_over_at IS NULL");
        migrationBuilder.Sql("UPDATE connection_teams t SET shared_by_id = c.owner_id FROM connections c WHERE c.workspace_id = t.workspace_id AND c.id = t.connection_id AND t.shared_at = c.created_at AND c.handed_over_at IS NULL");
        migrationBuilder.DropPrimaryKey(name: "pk_connection_drafts", table: "connection_drafts");
        migrationBuilder.AddPrimaryKey(name: "pk_connection_drafts", table: "connection_drafts", columns: ["workspace_id", "owner_id", "id"]);
        migrationBuilder.Sql(PullSchema.Script("0008_sight"));
        migrationBuilder.Sql(Functions);
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("DROP FUNCTION audit_account_event(uuid);");
        migrationBuilder.Sql("""
            CREATE OR REPLACE FUNCTION pulls.cancel(workspace bigint, connection int, pull int, why text, next timestamptz) RETURNS boolean
            LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'SELECT false';
            DROP FUNCTION pulls.may_use(int);
            """);
        migrationBuilder.DropPrimaryKey(name: "pk_connection_drafts", table: "connection_drafts");
        migrationBuilder.AddPrimaryKey(name: "pk_connection_drafts", table: "connection_drafts", columns: ["workspace_id", "id"]);
        migrationBuilder.DropColumn(name: "privacy_set_by_id", table: "connections");
        migrationBuilder.DropColumn(name: "shared_by_id", table: "connection_teams");
    }
}
