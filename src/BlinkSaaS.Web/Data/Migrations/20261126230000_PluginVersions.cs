using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlinkSaaS.Web.Data.Migrations
{
    /// <summary>Which version of its plugin each connection is on, and why it is on no later one.</summary>
    public partial class PluginVersions : Migration
    {
        private const string Checked = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp";

        private const string Rules = $$"""
            CREATE INDEX ix_connections_plugin_version ON connections (source_key, plugin_version) WHERE deleted_at IS NULL;
            CREATE INDEX ix_connections_offer ON connections (offer) WHERE offer IN ('Wanted', 'Back');
            GRANT SELECT (plugin_version, offered_version, offer, offered_at) ON connections TO blink_engine;

            -- Numbers of connections by source and version, over the instance: for its operators.
            CREATE FUNCTION connections_by_version() RETURNS TABLE (source text, version text, number int) {{Checked}} STABLE AS $$
            BEGIN RETURN QUERY SELECT source_key::text, coalesce(plugin_version, '')::text, count(*)::int FROM connections WHERE deleted_at IS NULL GROUP BY 1, 2; END $$;

            -- Numbers of connections that are not on a version, and why.
            CREATE FUNCTION offers_by_version() RETURNS TABLE (source text, version text, offer text, number int) {{Checked}} STABLE AS $$
            BEGIN RETURN QUERY SELECT c.source_key::text, c.offered_version::text, c.offer::text, count(*)::int FROM connections c
              WHERE c.deleted_at IS NULL AND c.offer IS NOT NULL AND c.offered_version IS NOT NULL GROUP BY 1, 2, 3; END $$;

            -- Every connection on a version is to go back, and none waits to move to it any more.
            CREATE FUNCTION go_back(source text, leave text, target text) RETURNS void {{Checked}} AS $$
            BEGIN
              UPDATE connections SET offered_version = NULL, offer = NULL, offer_problem = NULL, offered_at = NULL
                WHERE source_key = source AND offered_version = leave;
              UPDATE connections SET offered_version = target, offer = 'Back', offer_problem = NULL, offered_at = clock_timestamp()
                WHERE source_key = source AND plugin_version = leave AND deleted_at IS NULL;
            END $$;

            -- The version that a connection is on already.
            CREATE FUNCTION name_version(workspace bigint, connection int, version text) RETURNS void {{Checked}} AS $$
            BEGIN UPDATE connections SET plugin_version = version, offered_version = NULL, offer = NULL, offer_problem = NULL, offered_at = NULL
              WHERE workspace_id = workspace AND id = connection AND plugin_version IS DISTINCT FROM version; END $$;

            -- Why a connection is not on a version. What a person or the operator decided meanwhile stays.
            CREATE FUNCTION offer_version(workspace bigint, connection int, version text, why text, problem text) RETURNS void {{Checked}} AS $$
            BEGIN UPDATE connections SET offered_version = version, offer = why, offer_problem = problem, offered_at = clock_timestamp()
              WHERE workspace_id = workspace AND id = connection AND coalesce(offer, '') NOT IN ('Wanted', 'Back'); END $$;

            -- Moves a connection and says so in the audit log. False where a pull is open, or where it is on another version by now.
            CREATE FUNCTION move_connection(workspace bigint, connection int, leave text, target text, anew boolean, why text) RETURNS boolean {{Checked}} AS $$
            DECLARE c record;
            BEGIN
              -- Whoever begins a pull takes this row first.
              PERFORM FROM pulls.schedules s WHERE s.workspace_id = workspace AND s.connection_id = connection FOR UPDATE;
              IF EXISTS (SELECT FROM pulls.pulls p WHERE p.workspace_id = workspace AND p.connection_id = connection AND p.state IN ('running', 'waiting')) THEN
                RETURN false;
              END IF;
              UPDATE connections SET plugin_version = target, former_version = leave, offered_version = NULL, offer = NULL, offer_problem = NULL, offered_at = NULL
                WHERE workspace_id = workspace AND id = connection AND deleted_at IS NULL AND plugin_version IS NOT DISTINCT FROM leave
                RETURNING public_id, name INTO c;
              IF NOT FOUND THEN
                RETURN false;
              END IF;
              -- Another version may make other cells of the same object.
              UPDATE pulls.streams s SET recell = true WHERE s.workspace_id = workspace AND s.connection_id = connection;
              IF anew THEN
                UPDATE pulls.stream_partitions p SET checkpoint = NULL WHERE p.workspace_id = workspace AND p.connection_id = connection;
              END IF;
              INSERT INTO audit_entries (workspace_id, id, at, actor_id, actor_name, action, kind, target_id, target_name, connection_id, detail)
                VALUES (workspace, audit_id(), clock_timestamp(), NULL, 'BlinkSaaS', 'ConnectionChanged', 'Connection', c.public_id, c.name, connection, why);
              RETURN true;
            END $$;

            -- What was read of a connection is read and cut into cells anew.
            CREATE FUNCTION read_anew(connection int) RETURNS void {{Checked}} AS $$
            BEGIN
              UPDATE pulls.streams s SET recell = true WHERE s.workspace_id = pulls.workspace() AND s.connection_id = connection;
              UPDATE pulls.stream_partitions p SET checkpoint = NULL WHERE p.workspace_id = pulls.workspace() AND p.connection_id = connection;
            END $$;

            REVOKE EXECUTE ON FUNCTION read_anew(int), connections_by_version(), offers_by_version(), go_back(text, text, text), name_version(bigint, int, text),
              offer_version(bigint, int, text, text, text), move_connection(bigint, int, text, text, boolean, text) FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION read_anew(int), connections_by_version(), offers_by_version(), go_back(text, text, text) TO blink_web;
            GRANT EXECUTE ON FUNCTION name_version(bigint, int, text), offer_version(bigint, int, text, text, text),
              move_connection(bigint, int, text, text, boolean, text) TO blink_engine;
            """;

        private const string Undo = """
            DROP FUNCTION read_anew(int), connections_by_version(), offers_by_version(), go_back(text, text, text), name_version(bigint, int, text),
              offer_version(bigint, int, text, text, text), move_connection(bigint, int, text, text, boolean, text);
            DROP INDEX ix_connections_plugin_version, ix_connections_offer;
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "is_withdrawn",
                table: "plugin_decisions",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "former_version",
                table: "connections",
                type: "character varying(160)",
                maxLength: 160,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "offer",
                table: "connections",
                type: "character varying(10)",
                maxLength: 10,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "offer_problem",
                table: "connections",
                type: "character varying(600)",
                maxLength: 600,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "offered_at",
                table: "connections",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "offered_version",
                table: "connections",
                type: "character varying(160)",
                maxLength: 160,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "plugin_version",
                table: "connections",
                type: "character varying(160)",
                maxLength: 160,
                nullable: true);

            migrationBuilder.Sql(Rules);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(Undo);
            migrationBuilder.DropColumn(
                name: "is_withdrawn",
                table: "plugin_decisions");

            migrationBuilder.DropColumn(
                name: "former_version",
                table: "connections");

            migrationBuilder.DropColumn(
                name: "offer",
                table: "connections");

            migrationBuilder.DropColumn(
                name: "offer_problem",
                table: "connections");

            migrationBuilder.DropColumn(
                name: "offered_at",
                table: "connections");

            migrationBuilder.DropColumn(
                name: "offered_version",
                table: "connections");

            migrationBuilder.DropColumn(
                name: "plugin_version",
                table: "connections");
        }
    }
}
