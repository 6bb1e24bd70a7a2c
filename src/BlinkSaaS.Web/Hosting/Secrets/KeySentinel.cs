using BlinkSaaS.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Hosting.Secrets;

/// <summary>A known text, wrapped, in the database: a wrong key is noticed at start, not by the users of the credentials.</summary>
public static class KeySentinel
{
    private const string Name = "key-sentinel";
    private const string Known = "BlinkSaaS";

    /// <summary>Stores the sentinel in a new database; refuses to start when it does not unwrap, or is missing where keys are.</summary>
    public static async Task VerifyAsync(AppDbContext database, Wrapping wrapping, CancellationToken cancellationToken)
    {
        var sentinel = await database.InstanceValues.AsNoTracking().SingleOrDefaultAsync(v => v.Name == Name, cancellationToken);
        if (sentinel is null)
        {
            if (await database.DataProtectionKeys.AnyAsync(cancellationToken))
                throw new StartupException("The database has encryption keys but no sentinel to prove Secrets:Key by. Restore the table instance_values from a backup.");
            // Several nodes may start at once on a new database: the first sentinel stays, and everybody reads it back.
            await database.Database.ExecuteSqlAsync($"INSERT INTO instance_values (name, value) VALUES ({Name}, {wrapping.Wrap(Known)}) ON CONFLICT DO NOTHING", cancellationToken);
            sentinel = await database.InstanceValues.AsNoTracking().SingleAsync(v => v.Name == Name, cancellationToken);
        }

        if (!wrapping.TryUnwrap(sentinel.Value, out var text) || text != Known)
        {
            throw new StartupException(
                "Secrets:Key is not the key that this database was made with, so no stored credential could be read. " +
                "Start with the right key (in development: the file secrets.key beside the database folder). Nothing was changed.");
        }
    }
}
