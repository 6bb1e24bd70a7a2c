namespace BlinkSaaS.Pulls.Tests.Records;

/// <summary>Makes the server fail at the n-th writing statement on the engine's tables, as if the worker's connection broke there.</summary>
internal static class CrashPoints
{
    private static readonly string[] Tables =
        ["records", "record_bodies", "record_versions", "streams", "stream_partitions", "walks", "walk_seen", "pull_streams", "pulls"];

    public static async Task SetUpAsync(EngineDatabase database)
    {
        // A sequence counts on when the transaction is rolled back.
        await database.ExecuteAsync(
            """
            CREATE SCHEMA crash;
            GRANT USAGE ON SCHEMA crash TO blink_engine;
            CREATE TABLE crash.point (at bigint NOT NULL);
            INSERT INTO crash.point VALUES (0);
            CREATE SEQUENCE crash.statements;
            GRANT SELECT ON crash.point TO blink_engine;
            GRANT USAGE, SELECT ON SEQUENCE crash.statements TO blink_engine;
            CREATE FUNCTION crash.count() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              IF nextval('crash.statements') = (SELECT at FROM crash.point) THEN RAISE EXCEPTION 'played crash'; END IF;
              RETURN NULL;
            END $$;
            """);
        foreach (var table in Tables)
            await database.ExecuteAsync($"CREATE TRIGGER crash BEFORE INSERT OR UPDATE OR DELETE ON pulls.{table} FOR EACH STATEMENT EXECUTE FUNCTION crash.count()");
    }

    /// <summary>Fails at the n-th writing statement from here on; 0 for none.</summary>
    public static Task SetAsync(EngineDatabase database, int statement) => statement == 0
        ? database.ExecuteAsync("UPDATE crash.point SET at = 0")
        : database.ExecuteAsync("UPDATE crash.point SET at = (SELECT last_value + CASE WHEN is_called THEN 0 ELSE -1 END FROM crash.statements) + $1", (long)statement);
}
