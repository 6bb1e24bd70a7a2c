using BlinkSaaS.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Hosting.Secrets;

/// <summary>A known text, wrapped, in the database: a wrong key is noticed at start, not by the users of the credentials.</summary>
public static class KeySentinel
{
    private const string Name = "key-sentinel";
    private const string Known = "BlinkSaaS";

    /// <summary>
    /// Refuses to start when the sentinel does not unwrap, or is missing where keys are. Writes nothing, and may be asked
    /// of a database without tables: so nothing is migrated either under a wrong key.
    /// </summary>
    public static async Task RefuseWrongKeyAsync(AppDbContext database, Wrapping wrapping, CancellationToken cancellationToken)
    {
        if (!await database.Database.SqlQuery<bool>($"SELECT to_regclass('instance_values') IS NOT NULL AS \"Value\"").SingleAsync(cancellationToken))
            return;
        var sentinel = await database.InstanceValues.AsNoTracking().SingleOrDefaultAsync(v => v.Name == Name, cancellationToken);
        if (sentinel is not null)
            Check(sentinel, wrapping);
        else if (await database.DataProtectionKeys.AnyAsync(cancellationToken))
            throw new StartupException("The database has encryption keys but no sentinel to prove Secrets:Key by. Restore the table instance_values from a backup.");
    }

    /// <summary>Stores the sentinel in a new database. Of several nodes that start at once the first one's stays, and everybody proves their key by it.</summary>
    public static async Task StoreAsync(AppDbContext database, Wrapping wrapping, CancellationToken cancellationToken)
    {
        await RefuseWrongKeyAsync(database, wrapping, cancellationToken);
        await database.Database.ExecuteSqlAsync($"INSERT INTO instance_values (name, value) VALUES ({Name}, {wrapping.Wrap(Known)}) ON CONFLICT DO NOTHING", cancellationToken);
        Check(await database.InstanceValues.AsNoTracking().SingleAsync(v => v.Name == Name, cancellationToken), wrapping);
    }

    private static void Check(InstanceValue sentinel, Wrapping wrapping)
    {
        if (!wrapping.TryUnwrap(sentinel.Value, out var text) || text != Known)
        {
            throw new StartupException(
                "Secrets:Key is not the key that this database was made with, so no stored credential could be read. " +
                "Start with the right key (in development: the file secrets.key beside the database folder). Nothing was changed.");
        }
    }
}
