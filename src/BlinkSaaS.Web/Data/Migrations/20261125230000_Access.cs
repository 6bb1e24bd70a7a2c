using BlinkSaaS.Pulls;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlinkSaaS.Web.Data.Migrations;

/// <summary>
/// The second fence: row-level security on connections, on what hangs on them and on everything the engine keeps. The rule is
/// that of <see cref="Tenancy.ConnectionAccess"/>; a property test compares the two.
/// </summary>
[DbContext(typeof(AppDbContext))]
[Migration("20261125230000_Access")]
public sealed class Access : Migration
{
    /// <summary>How every function here is made: once a session planned, as the owner of the tables, names looked up nowhere else.</summary>
    private const string Checked = "LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp";

    /// <summary>See, for a connection "c" of the workspace. The person is proven to be in it by the line before.</summary>
    private const string Seen = """
        (c.deleted_at IS NULL AND (c.owner_id = app_user() OR c.privacy = 0 OR (c.privacy = 2 AND EXISTS (
          SELECT FROM connection_teams t JOIN team_members m ON m.workspace_id = t.workspace_id AND m.team_id = t.team_id
          WHERE t.workspace_id = c.workspace_id AND t.connection_id = c.id AND m.user_id = app_user()))))
        """;

    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(PullSchema.Script("0002_access"));
        migrationBuilder.Sql(Person);
        migrationBuilder.Sql(Visible);
        migrationBuilder.Sql(LetGo);
        migrationBuilder.Sql(Facts);
        migrationBuilder.Sql(Policies);
    }

    private const string Person = $$"""
        CREATE FUNCTION app_user() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
          RETURN nullif(current_setting('app.user', true), '')::uuid;

        -- What the person is in the workspace; null for somebody who is not, or not any more, in it.
        CREATE FUNCTION app_role() RETURNS int {{Checked}} AS $$
        BEGIN RETURN (SELECT role FROM members WHERE workspace_id = pulls.workspace() AND user_id = app_user()); END $$;

        -- The connections that are shared with a team of the person.
        CREATE FUNCTION team_connections() RETURNS SETOF int {{Checked}} AS $$
        BEGIN RETURN QUERY SELECT t.connection_id FROM team_members m
          JOIN connection_teams t ON t.workspace_id = m.workspace_id AND t.team_id = m.team_id
          WHERE m.workspace_id = pulls.workspace() AND m.user_id = app_user(); END $$;

        -- See let_go().
        CREATE FUNCTION app_letting_go() RETURNS int LANGUAGE sql STABLE PARALLEL SAFE
          RETURN nullif(current_setting('app.letting_go', true), '')::int;
        """;

    private const string Visible = $$"""
        CREATE OR REPLACE FUNCTION pulls.connection_if_visible() RETURNS int {{Checked}} AS $$
        BEGIN RETURN (SELECT c.id FROM connections c
          WHERE c.workspace_id = pulls.workspace() AND c.id = pulls.connection() AND app_role() IS NOT NULL
            AND ({{Seen}} OR c.id = app_letting_go())); END $$;

        CREATE OR REPLACE FUNCTION pulls.visible_connections() RETURNS SETOF int {{Checked}} AS $$
        BEGIN RETURN QUERY SELECT c.id FROM connections c
          WHERE c.workspace_id = pulls.workspace() AND app_role() IS NOT NULL AND ({{Seen}} OR c.id = app_letting_go()); END $$;
        """;

    /// <summary>
    /// A row may not be changed into one that its author does not see. Whoever manages a connection may: by deleting it, or by
    /// making it private for its owner. This permits it for one connection and one transaction, once the right is proven.
    /// </summary>
    private const string LetGo = $$"""
        CREATE FUNCTION let_go(connection int) RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        BEGIN
          IF EXISTS (SELECT FROM connections c WHERE c.workspace_id = pulls.workspace() AND c.id = connection AND app_role() IS NOT NULL
            AND {{Seen}} AND (c.owner_id = app_user() OR app_role() <= 1)) THEN
            PERFORM set_config('app.letting_go', connection::text, true);
            RETURN true;
          END IF;
          RETURN false;
        END $$;
        """;

    /// <summary>What pages may know of connections that the person does not see: yes, no, or a number.</summary>
    private const string Facts = $$"""
        -- Whether some connection of the instance, other than one, has a token. Whoever asks has the token.
        CREATE FUNCTION token_is_used(key text, other_than int) RETURNS boolean {{Checked}} AS $$
        BEGIN RETURN EXISTS (SELECT FROM connections WHERE budget_key = key AND deleted_at IS NULL AND id IS DISTINCT FROM other_than); END $$;

        -- Whether any connection of the workspace is shared with a team.
        CREATE FUNCTION team_is_shared(team int) RETURNS boolean {{Checked}} AS $$
        BEGIN RETURN app_role() IS NOT NULL AND EXISTS (SELECT FROM connections c JOIN connection_teams t ON t.workspace_id = c.workspace_id AND t.connection_id = c.id
          WHERE c.workspace_id = pulls.workspace() AND c.privacy = 2 AND c.deleted_at IS NULL AND t.team_id = team); END $$;

        -- How many private connections a member has, for owners and admins; null for everybody else.
        CREATE FUNCTION private_connections(person uuid) RETURNS int {{Checked}} AS $$
        BEGIN RETURN CASE WHEN app_role() <= 1 THEN (SELECT count(*)::int FROM connections
          WHERE workspace_id = pulls.workspace() AND owner_id = person AND privacy = 1 AND deleted_at IS NULL) END; END $$;

        -- Numbers of connections by source, over the instance: for its operators.
        CREATE FUNCTION connections_by_source() RETURNS TABLE (source text, number int) {{Checked}} AS $$
        BEGIN RETURN QUERY SELECT source_key::text, count(*)::int FROM connections WHERE deleted_at IS NULL GROUP BY source_key; END $$;

        REVOKE EXECUTE ON FUNCTION app_role(), team_connections(), let_go(int), token_is_used(text, int), team_is_shared(int), private_connections(uuid),
          connections_by_source(), pulls.connection_if_visible(), pulls.visible_connections() FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION app_role(), team_connections(), let_go(int), token_is_used(text, int), team_is_shared(int), private_connections(uuid),
          connections_by_source(), pulls.connection_if_visible(), pulls.visible_connections() TO blink_web;
        """;

    private const string Policies = """
        ALTER TABLE connections ENABLE ROW LEVEL SECURITY;
        CREATE POLICY seen ON connections FOR SELECT TO blink_web USING (
          workspace_id = (SELECT pulls.workspace()) AND (SELECT app_role()) IS NOT NULL AND (
            (deleted_at IS NULL AND (owner_id = (SELECT app_user()) OR privacy = 0 OR (privacy = 2 AND id IN (SELECT team_connections()))))
            OR id = (SELECT app_letting_go())));
        CREATE POLICY added ON connections FOR INSERT TO blink_web WITH CHECK (
          workspace_id = (SELECT pulls.workspace()) AND owner_id = (SELECT app_user()) AND (SELECT app_role()) <= 2);
        CREATE POLICY managed ON connections FOR UPDATE TO blink_web
          USING (workspace_id = (SELECT pulls.workspace()) AND (owner_id = (SELECT app_user()) OR (SELECT app_role()) <= 1))
          WITH CHECK (workspace_id = (SELECT pulls.workspace()));
        CREATE POLICY pulled ON connections FOR SELECT TO blink_engine USING (true);
        CREATE POLICY maintained ON connections TO blink_maintenance USING (true);

        ALTER TABLE connection_teams ENABLE ROW LEVEL SECURITY;
        CREATE POLICY seen ON connection_teams TO blink_web USING (
          workspace_id = (SELECT pulls.workspace()) AND connection_id IN (SELECT pulls.visible_connections()));
        CREATE POLICY maintained ON connection_teams TO blink_maintenance USING (true);

        ALTER TABLE connection_drafts ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON connection_drafts TO blink_web USING (
          workspace_id = (SELECT pulls.workspace()) AND owner_id = (SELECT app_user()) AND (SELECT app_role()) IS NOT NULL);
        CREATE POLICY maintained ON connection_drafts TO blink_maintenance USING (true);
        """;

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        DO $$ DECLARE p record; BEGIN
          FOR p IN SELECT * FROM pg_policies WHERE schemaname IN ('public', 'pulls') LOOP
            EXECUTE format('DROP POLICY %I ON %I.%I; ALTER TABLE %I.%I DISABLE ROW LEVEL SECURITY', p.policyname, p.schemaname, p.tablename, p.schemaname, p.tablename);
          END LOOP;
        END $$;
        DROP FUNCTION let_go(int), token_is_used(text, int), team_is_shared(int), private_connections(uuid), connections_by_source(), pulls.protect(regclass),
          pulls.protect_records(regclass), pulls.protect_all(), pulls.connection_if_visible(), pulls.visible_connections(), team_connections(), app_role(), app_user(), app_letting_go(),
          pulls.workspace(), pulls.connection();
        """);
}
