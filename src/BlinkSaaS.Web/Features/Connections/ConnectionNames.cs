using BlinkSaaS.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace BlinkSaaS.Web.Features.Connections;

/// <summary>
/// What a connection may be called. "Taken" is judged among the connections that the person sees: a private one of somebody
/// else must not show by a refused name.
/// </summary>
public sealed class ConnectionNames(AppDbContext database)
{
    /// <summary>The name as stored: without spaces around it, inner white space as single spaces.</summary>
    public static string Tidy(string? name) => string.Join(' ', (name ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The name as compared.</summary>
    public static string Normalize(string name) => Tidy(name).Normalize().ToUpperInvariant();

    /// <summary>What is wrong with a name, or null.</summary>
    public async Task<string?> ProblemAsync(string sourceKey, string name, int? except, CancellationToken cancellationToken)
    {
        var tidy = Tidy(name);
        if (tidy.Length == 0)
            return "Enter a name. Say which account it belongs to, for example Client work.";
        if (tidy.Length > Connection.NameLength)
            return $"The name has {tidy.Length} characters. Shorten it to {Connection.NameLength} or fewer.";
        if (tidy.Any(char.IsControl))
            return "The name has a character in it that cannot be shown. Type it again.";
        var normalized = Normalize(tidy);
        return await database.Connections.AnyAsync(c => c.SourceKey == sourceKey && c.NormalizedName == normalized && c.Id != except, cancellationToken)
            ? Taken
            : null;
    }

    /// <summary>What to say when a name is taken.</summary>
    public const string Taken = "Another connection of this source has this name. Choose a different one.";
}
