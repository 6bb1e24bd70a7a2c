using BlinkSaaS.Pulls;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlinkSaaS.Web.Data.Migrations;

/// <summary>
/// What the database itself holds of leaving and of the audit log. The functions run as the owner of the tables: they are
/// the only way past the rule of who sees what, and each does one thing.
/// </summary>
[DbContext(typeof(AppDbContext))]
[Migration("20261125230033_PeopleRules")]
public sealed class PeopleRules : Migration
{
    private const string Functions = """
        -- How many connections somebody owns: two numbers, never which. Shared with no team any more is private.
        CREATE FUNCTION member_holdings(workspace bigint, member uuid) RETURNS TABLE (shared int, private int)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
          SELECT (count(*) FILTER (WHERE is_shared))::int, (count(*) FILTER (WHERE NOT is_shared))::int
          FROM (SELECT c.privacy = 0 OR (c.privacy = 2 AND EXISTS (
                  SELECT FROM connection_teams t WHERE t.workspace_id = c.workspace_id AND t.connection_id = c.id)) AS is_shared
                FROM connections c WHERE c.workspace_id = workspace AND c.owner_id = member AND c.deleted_at IS NULL) owned
        $$;

        -- A version 7 identifier, as the program makes them.
        CREATE FUNCTION audit_id() RETURNS uuid LANGUAGE sql VOLATILE SET search_path = pg_catalog AS $$
          SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7' || substr(r, 1, 3) || '8' || substr(r, 4, 15))::uuid
          FROM (SELECT replace(gen_random_uuid()::text, '-', '') AS r) random
        $$;

        -- The connections of somebody who leaves: shared ones go to the heir with a note whose token it is, private ones
        -- lose their secret and stop. A name that the heir has already gets a number.
        CREATE FUNCTION end_membership(workspace bigint, leaver uuid, heir uuid, actor uuid, actor_name text, purge timestamptz) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE
          c record;
          suffix text;
          n int;
        BEGIN
          -- They carry tokens, and are seen by their author alone.
          DELETE FROM connection_drafts WHERE workspace_id = workspace AND owner_id = leaver;
          FOR c IN
            SELECT o.id, o.public_id, o.source_key, o.name, o.normalized_name, o.privacy = 0 OR (o.privacy = 2 AND EXISTS (
              SELECT FROM connection_teams t WHERE t.workspace_id = o.workspace_id AND t.connection_id = o.id)) AS is_shared
            FROM connections o WHERE o.workspace_id = workspace AND o.owner_id = leaver AND o.deleted_at IS NULL ORDER BY o.id FOR UPDATE
          LOOP
            IF c.is_shared THEN
              n := 1;
              suffix := '';
              WHILE EXISTS (SELECT FROM connections x WHERE x.workspace_id = workspace AND x.source_key = c.source_key AND x.owner_id = heir
                  AND x.deleted_at IS NULL AND x.normalized_name = CASE WHEN suffix = '' THEN c.normalized_name ELSE left(c.normalized_name, 76) || suffix END) LOOP
                n := n + 1;
                suffix := ' ' || n;
              END LOOP;
              UPDATE connections SET owner_id = heir, token_of_id = coalesce(token_of_id, leaver), handed_over_at = clock_timestamp(),
                name = CASE WHEN suffix = '' THEN name ELSE left(name, 76) || suffix END,
                normalized_name = CASE WHEN suffix = '' THEN normalized_name ELSE left(normalized_name, 76) || suffix END
              WHERE workspace_id = workspace AND id = c.id;
              INSERT INTO audit_entries (workspace_id, id, at, actor_id, actor_name, action, kind, target_id, target_name, connection_id, detail)
              SELECT workspace, audit_id(), clock_timestamp(), actor, actor_name, 'ConnectionHandedOver', 'Connection', c.public_id, c.name, c.id,
                (SELECT display_name FROM "AspNetUsers" WHERE id = leaver) || ' to ' || (SELECT display_name FROM "AspNetUsers" WHERE id = heir);
            ELSE
              UPDATE connections SET secrets = '', secret_hint = NULL, purge_at = purge WHERE workspace_id = workspace AND id = c.id;
              PERFORM pulls.stop_connection(workspace, c.id, 'Its owner left the workspace, and its token was destroyed.');
            END IF;
          END LOOP;
        END
        $$;

        -- Before a team is deleted: what is shared with it alone becomes private to its owner. Says whom to tell.
        CREATE FUNCTION end_team(workspace bigint, team int, actor uuid, actor_name text) RETURNS TABLE (email text, owner_name text, name text, is_demo boolean)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        #variable_conflict use_column
        DECLARE
          c record;
        BEGIN
          FOR c IN
            SELECT o.id, o.public_id, o.name, u.email, u.display_name, u.is_demo FROM connections o JOIN "AspNetUsers" u ON u.id = o.owner_id
            WHERE o.workspace_id = workspace AND o.privacy = 2 AND o.deleted_at IS NULL
              AND EXISTS (SELECT FROM connection_teams t WHERE t.workspace_id = workspace AND t.connection_id = o.id AND t.team_id = team)
              AND NOT EXISTS (SELECT FROM connection_teams t WHERE t.workspace_id = workspace AND t.connection_id = o.id AND t.team_id <> team)
            ORDER BY o.id FOR UPDATE OF o
          LOOP
            UPDATE connections SET privacy = 1, privacy_set_at = clock_timestamp() WHERE workspace_id = workspace AND id = c.id;
            INSERT INTO audit_entries (workspace_id, id, at, actor_id, actor_name, action, kind, target_id, target_name, connection_id, detail)
            VALUES (workspace, audit_id(), clock_timestamp(), actor, actor_name, 'ConnectionPrivacyChanged', 'Connection', c.public_id, c.name, c.id,
              'to Private to Me, because its team was deleted');
            email := c.email; owner_name := c.display_name; name := c.name; is_demo := c.is_demo;
            RETURN NEXT;
          END LOOP;
        END
        $$;

        CREATE FUNCTION hold_workspace(workspace bigint) RETURNS void
        LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT pulls.hold_workspace(workspace, 'The workspace is being deleted.') $$;
        CREATE FUNCTION release_workspace(workspace bigint) RETURNS void
        LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT pulls.release_workspace(workspace) $$;

        REVOKE ALL ON FUNCTION member_holdings(bigint, uuid), audit_id(), end_membership(bigint, uuid, uuid, uuid, text, timestamptz),
          end_team(bigint, int, uuid, text), hold_workspace(bigint), release_workspace(bigint) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION member_holdings(bigint, uuid), end_membership(bigint, uuid, uuid, uuid, text, timestamptz),
          end_team(bigint, int, uuid, text), hold_workspace(bigint), release_workspace(bigint) TO blink_web;
        """;

    private const string Audit = """
        -- Append-only: the web writes and reads; only the role that removes a whole workspace may delete. The trigger holds
        -- for the owner of the table, too.
        REVOKE UPDATE, DELETE, TRUNCATE ON audit_entries FROM blink_web;
        CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
        BEGIN
          IF TG_OP = 'DELETE' AND current_user = 'blink_maintenance' THEN
            RETURN NULL;
          END IF;
          RAISE EXCEPTION 'The audit log is only ever added to.' USING ERRCODE = 'insufficient_privilege';
        END
        $$;
        CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

        REVOKE UPDATE, DELETE, TRUNCATE ON account_events FROM blink_web;
        CREATE TRIGGER account_events_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON account_events FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

        -- Who sees the entries on a connection follows the connection, and stays as it was when the connection is removed.
        REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON audit_visibility FROM blink_web;
        CREATE FUNCTION audit_follows_connection() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN
          INSERT INTO audit_visibility (workspace_id, connection_id, owner_id, privacy, team_ids)
          VALUES (NEW.workspace_id, NEW.id, NEW.owner_id, NEW.privacy,
            coalesce((SELECT array_agg(t.team_id) FROM connection_teams t WHERE t.workspace_id = NEW.workspace_id AND t.connection_id = NEW.id), '{}'))
          ON CONFLICT (workspace_id, connection_id) DO UPDATE SET owner_id = excluded.owner_id, privacy = excluded.privacy;
          RETURN NULL;
        END
        $$;
        CREATE TRIGGER audit_follows_connection AFTER INSERT OR UPDATE OF owner_id, privacy ON connections FOR EACH ROW EXECUTE FUNCTION audit_follows_connection();
        CREATE FUNCTION audit_follows_teams() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE
          changed connection_teams := coalesce(NEW, OLD);
        BEGIN
          UPDATE audit_visibility v SET team_ids = coalesce((
            SELECT array_agg(t.team_id) FROM connection_teams t WHERE t.workspace_id = changed.workspace_id AND t.connection_id = changed.connection_id), '{}')
          WHERE v.workspace_id = changed.workspace_id AND v.connection_id = changed.connection_id
            AND EXISTS (SELECT FROM connections c WHERE c.workspace_id = changed.workspace_id AND c.id = changed.connection_id);
          RETURN NULL;
        END
        $$;
        CREATE TRIGGER audit_follows_teams AFTER INSERT OR DELETE ON connection_teams FOR EACH ROW EXECUTE FUNCTION audit_follows_teams();
        INSERT INTO audit_visibility (workspace_id, connection_id, owner_id, privacy, team_ids)
        SELECT c.workspace_id, c.id, c.owner_id, c.privacy, coalesce((
          SELECT array_agg(t.team_id) FROM connection_teams t WHERE t.workspace_id = c.workspace_id AND t.connection_id = c.id), '{}')
        FROM connections c ON CONFLICT DO NOTHING;
        """;

    private const string Policies = """
        -- The second fence: owners and admins read the log of their workspace, and of a connection what they see. Everybody
        -- in the workspace of the request adds to it.
        CREATE FUNCTION audit_visible_connections() RETURNS SETOF int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
          SELECT v.connection_id FROM audit_visibility v
          WHERE v.workspace_id = pulls.workspace() AND (v.owner_id = app_user() OR v.privacy = 0 OR (v.privacy = 2 AND EXISTS (
            SELECT FROM team_members m WHERE m.workspace_id = v.workspace_id AND m.user_id = app_user() AND m.team_id = ANY (v.team_ids))))
        $$;
        REVOKE ALL ON FUNCTION audit_visible_connections() FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION audit_visible_connections() TO blink_web;
        ALTER TABLE audit_entries ENABLE ROW LEVEL SECURITY;
        CREATE POLICY seen ON audit_entries FOR SELECT TO blink_web USING (
          workspace_id = (SELECT pulls.workspace()) AND (SELECT app_role()) <= 1
          AND (connection_id IS NULL OR connection_id IN (SELECT audit_visible_connections())));
        CREATE POLICY added ON audit_entries FOR INSERT TO blink_web WITH CHECK (workspace_id = (SELECT pulls.workspace()));
        CREATE POLICY maintained ON audit_entries TO blink_maintenance USING (true);
        ALTER TABLE audit_visibility ENABLE ROW LEVEL SECURITY;
        CREATE POLICY seen ON audit_visibility FOR SELECT TO blink_web USING (workspace_id = (SELECT pulls.workspace()));
        CREATE POLICY maintained ON audit_visibility TO blink_maintenance USING (true);
        """;

    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(PullSchema.Script("0007_holds"));
        migrationBuilder.Sql(Functions);
        migrationBuilder.Sql(Audit);
        migrationBuilder.Sql(Policies);
        migrationBuilder.Sql("""
            GRANT SELECT (purge_at) ON connections TO blink_engine;
            GRANT SELECT (deleted_at) ON workspaces TO blink_engine;
            GRANT SELECT, DELETE ON invitations, audit_entries, audit_visibility TO blink_maintenance;
            """);
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        DROP POLICY seen ON audit_entries; DROP POLICY added ON audit_entries; DROP POLICY maintained ON audit_entries;
        DROP POLICY seen ON audit_visibility; DROP POLICY maintained ON audit_visibility; DROP FUNCTION audit_visible_connections;
        ALTER TABLE audit_entries DISABLE ROW LEVEL SECURITY; ALTER TABLE audit_visibility DISABLE ROW LEVEL SECURITY;
        DROP TRIGGER audit_follows_teams ON connection_teams; DROP TRIGGER audit_follows_connection ON connections; DROP TRIGGER audit_is_append_only ON audit_entries; DROP TRIGGER account_events_are_append_only ON account_events;
        DROP FUNCTION audit_follows_teams, audit_follows_connection, audit_is_append_only, hold_workspace, release_workspace, end_team, end_membership, audit_id, member_holdings;
        DROP FUNCTION pulls.release_workspace, pulls.hold_workspace, pulls.stop_connection, pulls.end_open;
        """);
}
